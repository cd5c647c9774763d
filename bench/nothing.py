"""The command of the product with another WSGI application: that of `bench.serving`. `python -m bench.nothing web …`"""

import sys

from estafette.assembly.cli.main import main as command
from estafette.assembly.processes import web

if __name__ == "__main__":
    web.TARGET = "bench.serving:application"
    sys.exit(command(sys.argv[1:]))
