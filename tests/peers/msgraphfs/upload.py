"""msgraphfs, unchanged, against the simulator.

It knows the service's hosts alone, and comes to the simulator through HTTPS_PROXY; see common/way.py. It trusts it through
SSL_CERT_FILE.
"""

import os
import time
from pathlib import Path
from urllib.parse import quote

from findings import check, equal, say
from msgraphfs import MSGDriveFS

TOKEN, FILES = (os.environ[name] for name in ("TOKEN", "FILES"))
MIB = 1024 * 1024


def drive():
    token = {"access_token": TOKEN, "token_type": "Bearer", "expires_at": time.time() + 3600}
    return MSGDriveFS(drive_id="d1", oauth2_client_params={"client_id": "client", "token": token}, skip_instance_cache=True)


def write(fs, name, stored, block):
    with fs.open(f"/{stored}", "wb", block_size=block) as file:
        file.write((Path(FILES) / name).read_bytes())


def main():
    fs = drive()
    for name, block in [("0B", 10 * MIB), ("1B", 10 * MIB), ("4MiB+1", 10 * MIB), ("4MiB+1", 320 * 1024), ("12MiB", 5 * MIB)]:
        stored = f"{name} in blocks of {block}"
        check(f"msgraphfs {stored}", lambda: write(fs, name, stored, block))
        say("same", f"drives/d1/root:/{quote(stored)}:/content", name)


main()
