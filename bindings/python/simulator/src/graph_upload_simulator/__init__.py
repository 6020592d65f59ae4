"""The simulator of Microsoft Graph's upload sessions; `graph_upload.testing` starts it for tests."""

import os
import sys


def program():
    """Path of the program."""
    return os.path.join(os.path.dirname(__file__), "bin", "graph-upload-simulator")


def main():
    """Runs it in place of this process."""
    os.execv(program(), ["graph-upload-simulator", *sys.argv[1:]])
