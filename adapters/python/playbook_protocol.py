#!/usr/bin/env python3
"""The Emergency Performance Recovery Playbook as a recovery protocol that firedrill can rehearse.

    firedrill run quick --protocol "python3 adapters/python/playbook_protocol.py"

Reads one JSON line at a time from standard input and answers each with one on standard output.
"""

import sys

from playbook.wire import serve

if __name__ == "__main__":
    sys.exit(serve(sys.stdin.buffer, sys.stdout.buffer))
