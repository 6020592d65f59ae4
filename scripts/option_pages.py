#!/usr/bin/env python3
"""Writes a manual page for each client option from include/graph_upload.api.json: option_pages.py FOLDER.

Makes FOLDER/option_NAME.md, FOLDER/all_options.md that links them, and FOLDER/options.c with all examples, which
scripts/docs.sh compiles. An option without an example here is an error."""

import json
import pathlib
import re
import sys

# The arguments of each call between the options and the error.
EXAMPLES = {
    "add_ca_file": '"/etc/company/ca.pem"',
    "add_ca_pem": "pem, pem_length",
    "add_upload_host": '"files.example.com"',
    "allow_loopback": "1",
    "set_api_version": "GU_API_BETA",
    "set_backoff_ms": "500, 30000",
    "set_base_url": '"https://graph.microsoft.us"',
    "set_client_certificate_files": '"/etc/company/client.pem", "/etc/company/client.key"',
    "set_client_certificate_pem": "pem, pem_length, key, key_length",
    "set_cloud": "GU_CLOUD_CHINA",
    "set_commit_response_timeout_ms": "600000",
    "set_connect_timeout_ms": "5000",
    "set_immutable_ids": "1",
    "set_ip_version": "GU_IP_V4",
    "set_locked_policy": "GU_LOCKED_FAIL",
    "set_baseline": "GU_BASELINE_QUICK",
    "set_one_request_bytes": "1048576",
    "set_log_callback": "log_line, NULL, NULL",
    "set_no_proxy": '"localhost,.example.com"',
    "set_piece_bytes": "3276800",
    "set_platform_roots": "0",
    "set_proxy": '"http://name:password@proxy.example.com:3128"',
    "set_proxy_from_environment": "",
    "set_rate_limit": "1000000",
    "set_response_timeout_ms": "60000",
    "set_retry_budget": "4, 60000",
    "set_settle_ms": "30000",
    "set_stall_timeout_ms": "30000",
    "set_token": 'getenv("GRAPH_TOKEN")',
    "set_token_callback": "give_token, NULL, NULL",
    "set_user_agent": '"NONISV|Example|Backup/1.0"',
}

PROGRAM = """#include <graph_upload.h>
#include <stddef.h>
#include <stdlib.h>

static void log_line(const gu_log_record *record, void *context) { (void)record, (void)context; }
static int32_t give_token(const gu_token_sink *sink, void *context) { (void)context; return gu_token_sink_put(sink, "t", NULL); }

void examples(gu_options *options, gu_error **error, const uint8_t *pem, uint64_t pem_length, const uint8_t *key,
              uint64_t key_length);
void examples(gu_options *options, gu_error **error, const uint8_t *pem, uint64_t pem_length, const uint8_t *key,
              uint64_t key_length) {
    gu_status status;
"""


def call(function, short):
    arguments = ", ".join(part for part in ("options", EXAMPLES[short], "&error") if part)
    return f"gu_status status = {function['name']}({arguments});"


def page(function, short):
    """Purpose, ranges, example, errors, since."""
    title, _, rest = function["docs"].partition("\n\n")
    lines = [f"# {function['name']}() {{#option_{short}}}", "", title, ""]
    if rest:
        lines += [rest, ""]
    lines += ["| Parameter | |", "|---|---|"]
    for parameter in function["parameters"]:
        if parameter["name"] not in ("options", "error"):
            lines.append(f"| `{parameter['name']}` | {parameter['docs']} |")
    if lines[-1] == "|---|---|":
        del lines[-2:]
    by_name = re.sub("^(set|add|allow)_", "", short)
    lines += ["", "```c", call(function, short), "```", ""]
    lines += [f"Returns {function['result_docs']}. By name: `{by_name}`; see gu_options_set() for the named options.", ""]
    lines += [f"Since {function['since']}. \\ref all_options \"All options\"", ""]
    return "\n".join(lines)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    api = json.loads(pathlib.Path("include/graph_upload.api.json").read_text(encoding="utf-8"))
    options = {}
    for function in api["functions"]:
        found = re.match("gu_options_((?:set|add|allow)_.*)", function["name"])
        if found:
            options[found[1]] = function
    wrong = options.keys() ^ EXAMPLES.keys()
    if wrong:
        sys.exit(f"scripts/option_pages.py: an example is missing, or one too many: {', '.join(sorted(wrong))}")
    program, rows = PROGRAM, []
    for short, function in sorted(options.items()):
        (folder / f"option_{short}.md").write_text(page(function, short), encoding="utf-8")
        example = call(function, short).replace("gu_status status =", "status =").replace("&error", "error")
        program += f"    {example}\n"
        first = function["docs"].split(". ")[0].split(".\n")[0].rstrip(".").replace("\n", " ")
        rows.append(f"| \\ref option_{short} \"{function['name']}\" | {first} |")
    (folder / "options.c").write_text(program + "    (void)status;\n}\n", encoding="utf-8")
    index = ["# All options {#all_options}", "", "| Option | |", "|---|---|", *rows, ""]
    (folder / "all_options.md").write_text("\n".join(index), encoding="utf-8")


main()
