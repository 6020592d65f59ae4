"""What a client found: a line each on standard output, which `findings.sh` counts; see findings.mjs."""


def say(*words):
    print(*words, flush=True)


def check(text, work):
    try:
        work()
        say("pass", text)
    except Exception as error:
        say("fail", f"{text}: {type(error).__name__} {error}".replace("\n", " "))


def equal(actual, expected, what):
    if actual != expected:
        raise ValueError(f"{what}: {actual!r} instead of {expected!r}")
