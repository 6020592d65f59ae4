#!/usr/bin/env python3
"""Writes README's programs as sources of one program that runs them against the simulator: readme.py README FOLDER."""

import re
import sys
from pathlib import Path

USINGS = "using System;\nusing System.IO;\nusing System.Threading;\nusing System.Threading.Tasks;\nusing GraphUpload;\nusing GraphUpload.Testing;\n\n"

MAIN = """internal static class Runner
{
    private static void Main()
    {
        Program.Run();
        var token = "";
        File.WriteAllText("May.pdf", "content");
        Func<Simulator, Task>[] blocks = { %s };
        for (var at = 0; at < blocks.Length; at++)
        {
            using (var service = new Simulator())
            {
                blocks[at](service).GetAwaiter().GetResult();
                Console.WriteLine($"block {at + 1}: {service.Requests().Count} requests");
            }
        }
        using (var service = new Simulator())
        using (var client = Credentials.ClientFor(new Azure.Core.Credential((rejected, claims) => service.Token), service.Options()))
        {
            client.Upload("May.pdf", "drive:/Reports/");
        }
        Console.WriteLine($"README: {blocks.Length + 2} programs" + token);
    }
}
"""


def statements(number, code):
    """A block as a method. A client of the real service becomes one of the simulator."""
    code = code.replace("new Client(token)", "new Client(service.Token, service.Options())")
    code = code.replace("new Client(token, options)", "new Client(service.Token, service.Options(options))")
    body = "\n".join("        " + line if line else "" for line in code.rstrip().split("\n"))
    return (f"{USINGS}internal static class Block{number}\n{{\n    internal static async Task Run(Simulator service)\n    {{\n"
            f"        var cancel = CancellationToken.None;\n        await Task.Yield();\n{body}\n    }}\n}}\n")


def main():
    readme, folder = Path(sys.argv[1]).read_text(encoding="utf-8"), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    blocks = re.findall(r"^```csharp( adapter)?\n(.*?)^```$", readme, re.M | re.S)
    (folder / "First.cs").write_text(blocks.pop(0)[1].replace("static void Main()", "internal static void Run()"), encoding="utf-8")
    names = []
    for number, (adapter, code) in enumerate(blocks):
        text = code if adapter else statements(number, code)
        text = text.replace("static class Credentials", "internal static class Credentials").replace(
            "public static Client ClientFor", "internal static Client ClientFor")
        (folder / f"Block{number}.cs").write_text(text, encoding="utf-8")
        if not adapter:
            names.append(f"Block{number}.Run")
    (folder / "Runner.cs").write_text(USINGS + MAIN % ", ".join(names), encoding="utf-8")


if __name__ == "__main__":
    main()
