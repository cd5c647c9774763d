"""`python -m estafette.assembly.cli`, for children of the supervisor: found without a PATH."""

from estafette.assembly.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
