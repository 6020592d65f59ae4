"""Many uploads on the workers of a Dask cluster, or on threads of this process. Needs: pip install 'graph-upload[dask]'

    from graph_upload.dask import Upload, upload_many

    report = upload_many(
        [Upload("/srv/share/May.pdf", "drive:/Reports/", properties={"conflict": "replace"})],
        "tcp://10.0.0.5:8786", token=fetch, state="/srv/share/state", key=key)
    print(report)

Not to be confused with the package `dask`, on which it builds.
"""

from importlib.util import find_spec

if find_spec("distributed") is None:
    raise ImportError("graph_upload.dask needs distributed; install it with: pip install 'graph-upload[dask]'")

from .connection import SchedulerGoneError
from .limits import Limits
from .many import upload_as_completed, upload_many
from .report import Report
from .upload import Outcome, Result, Upload

__all__ = ["Limits", "Outcome", "Report", "Result", "SchedulerGoneError", "Upload", "upload_as_completed", "upload_many"]
