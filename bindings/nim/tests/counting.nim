## Counts the tests, for the closing line. Imported first: tests run when their modules are imported.

import std/unittest

type Count = ref object of OutputFormatter
  passed, failed: int

let count = Count()

method testEnded*(count: Count; outcome: TestResult) =
  if outcome.status == FAILED: inc count.failed
  else: inc count.passed

addOutputFormatter(defaultConsoleFormatter())
addOutputFormatter(count)

proc closingLine*(): string =
  "nim tests: " & $count.passed & " passed, " & $count.failed & " failed"
