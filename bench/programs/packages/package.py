"""The Python package:  package.py file PATH | queue PATH COUNT AT_ONCE

BASE_URL is the service, CA_FILE its certificate authority.
"""

import os
import re
import sys

from graph_upload import Client, Target

mode, path, *numbers = sys.argv[1:]
with Client(os.environ["TOKEN"], base_url=os.environ["BASE_URL"], ca_file=os.environ["CA_FILE"], loopback=True) as client:
    if mode == "file":
        client.upload(path, Target.drive_path("f0"))
    else:
        count, at_once = map(int, numbers)
        with client.queue(at_once=at_once) as queue:
            for number in range(count):
                queue.submit(path, Target.drive_path(f"f{number}"))
            for job in queue.as_completed():
                job.result()
with open("/proc/self/status", encoding="ascii") as status:
    print("peak_kib", re.search(r"VmHWM:\s*(\d+)", status.read())[1])
