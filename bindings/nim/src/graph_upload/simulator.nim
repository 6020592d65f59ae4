## The simulated service, for tests of programs that upload. Its program is the one that GU_SIMULATOR names, or
## graph-upload-simulator in PATH.
##
## .. code-block:: nim
##   let service = startSimulator()
##   let client = service.newClient()
##   discard client.upload(fromBytes("content"), "drive:/May.pdf")
##   check service.file("me/drive/root:/May.pdf") == "content"
##   service.close()

import std/[httpclient, json, os, osproc, sequtils, streams, tables]
import ../graph_upload

type
  Simulator* = ref object
    ## The service, running until it is closed.
    process: Process
    http: HttpClient
    url*: string ## base URL for a client, without a version
    token*: string ## that the service takes
    controlUrl*: string

  SimulatorError* = object of CatchableError
    ## The simulator does not start, or refuses what is asked of it.

proc startSimulator*(arguments: varargs[string]): Simulator =
  ## Starts it, without TLS. The arguments are those of graph-upload-simulator, such as "--fault", "piece:2=503".
  let named = getEnv("GU_SIMULATOR")
  let program = if named.len > 0: named else: findExe("graph-upload-simulator")
  if program.len == 0:
    raise newException(SimulatorError, "graph-upload-simulator is not in PATH; set GU_SIMULATOR")
  let process = startProcess(program, args = @["--json", "--plain", "--quiet", "--until-stdin-closes"] & @arguments,
                             options = {})
  var line: string
  if not process.outputStream.readLine(line):
    let reason = process.errorStream.readAll
    raise newException(SimulatorError, "graph-upload-simulator ends with status " & $process.waitForExit & ": " & reason)
  let ready = parseJson(line)
  Simulator(process: process, http: newHttpClient(), url: ready["hosts"]["graph"].getStr, token: ready["token"].getStr,
            controlUrl: ready["controlUrl"].getStr)

proc options*(service: Simulator): seq[(string, string)] =
  ## Options of a client for it.
  @[("base_url", service.url), ("loopback", "true")]

proc newClient*(service: Simulator; options: openArray[(string, string)] = []; log: LogProc = toLogging): Client =
  ## A client for it.
  graph_upload.newClient(service.token, service.options & @options, log)

proc send(service: Simulator; verb: HttpMethod; resource, body: string): string =
  let response = service.http.request(service.controlUrl & resource, verb, body)
  result = response.body
  if response.code.int >= 300:
    raise newException(SimulatorError, "the simulator refuses " & $verb & " " & resource & ": " & response.status & " " & result)

proc control*(service: Simulator; verb: HttpMethod; resource: string; body: JsonNode = nil): JsonNode {.discardable.} =
  ## A request of the control API, such as `HttpGet` of "/state".
  let answer = service.send(verb, resource, if body == nil: "" else: $body)
  if answer.len > 0: parseJson(answer) else: newJNull()

proc fault*(service: Simulator; faults: varargs[string]) =
  ## Arms faults, such as "piece:2=503;retry-after: 1".
  service.control(HttpPost, "/faults", %*{"faults": @faults})

proc files*(service: Simulator): Table[string, string] =
  ## What is stored, by address, such as "me/drive/root:/folder/name".
  for file in service.control(HttpGet, "/files")["files"]:
    result[file["address"].getStr] = service.send(HttpGet, "/files/" & file["id"].getStr, "")

proc file*(service: Simulator; address: string): string =
  ## Bytes of a stored file. A `KeyError` names what is stored instead.
  let files = service.files
  if address notin files:
    raise newException(KeyError, address & " is not stored, but " & $toSeq(files.keys) & " is")
  files[address]

proc requests*(service: Simulator): seq[JsonNode] =
  ## The requests that have ended, oldest first.
  service.control(HttpGet, "/requests")["requests"].getElems

proc close*(service: Simulator) =
  ## Ends it.
  service.http.close()
  service.process.inputStream.close()
  discard service.process.waitForExit()
  service.process.close()
