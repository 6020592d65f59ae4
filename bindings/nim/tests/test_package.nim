## The tests that the conformance suite cannot do: types, messages, lifetimes, threads.

import ./counting
{.push warning[UnusedImport]: off.}
import "."/[test_uploads, test_procs, test_queues, test_sessions, test_async]

echo closingLine()
