"""The address of the test's own database, for processes that the test starts."""

from urllib.parse import quote

from django.db import connection


def database_url() -> str:
    """What `--database-url` takes to work on this test's database."""
    given = {
        key: str(value) for key, value in connection.settings_dict.items() if isinstance(value, str | int)
    }
    where = f"host={quote(given['HOST'], safe='')}&port={given['PORT']}" if given["HOST"] else ""
    user = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
    return f"postgresql://{user}@/{given['NAME']}?{where}"
