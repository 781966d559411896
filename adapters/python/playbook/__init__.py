"""The Emergency Performance Recovery Playbook, V7, as a program. Start reading at `protocol.py`."""
