## The tests that the conformance suite cannot do: types, messages, lifetimes, threads.

import std/unittest

type Count = ref object of OutputFormatter
  passed, failed: int

method testEnded*(count: Count; outcome: TestResult) =
  if outcome.status == FAILED: inc count.failed
  else: inc count.passed

let count = Count()
addOutputFormatter(defaultConsoleFormatter())
addOutputFormatter(count)

{.push warning[UnusedImport]: off.}
import "."/[test_uploads, test_procs, test_queues, test_sessions, test_async]

echo "nim tests: ", count.passed, " passed, ", count.failed, " failed"
