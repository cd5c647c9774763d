"""What forms send is read safely."""

from django.http import QueryDict

from estafette.platform.access.types import BadEmail, EmailTaken
from estafette.platform.ui.forms import MAX_TEXT, Form


def test_values_are_clean_and_bounded() -> None:
    data = QueryDict(mutable=True)
    data.setlist("name", ["first", "a\x00b" + "x" * 5000])
    data.setlist("lone", ["\ud800"])
    form = Form.sent(data)
    assert form.text("name").startswith("abx")
    assert len(form.text("name")) == MAX_TEXT
    assert form.text("lone") == "?"
    assert len(form.all("name")) == 2
    assert form.text("missing", "default") == "default"


def test_whole_numbers_are_whole_numbers() -> None:
    for text, number in (
        ("12", 12),
        (" 7 ", 7),
        ("0", 0),
        ("-1", -1),
        ("1.5", -1),
        ("²", -1),
        ("9" * 30, -1),
        ("", -1),
    ):
        assert Form.blank(n=text).whole("n") == number


def test_what_is_wrong_stands_beside_its_field_or_above_the_form() -> None:
    form = Form.blank(email="x")
    form.refuse(BadEmail(field="email", email="x"))
    assert form.wrong["email"].code == "bad_email"
    assert form.refusal is None
    form.refuse(EmailTaken(email="x"))
    assert form.refusal is not None
    assert form.refusal.code == "email_taken"
