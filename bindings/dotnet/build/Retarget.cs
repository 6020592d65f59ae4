// Makes an assembly that mcs has compiled one of .NET Standard: what it refers to in Mono's own assemblies, it refers to in
// netstandard.dll. A type that is not there is an error. The same input gives the same bytes.
// Usage: Retarget.exe NETSTANDARD ASSEMBLY OUTPUT [KEPT…], where KEPT are names of assemblies that stay as they are.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Mono.Cecil;

internal static class Retarget
{
    private static int Main(string[] arguments)
    {
        var kept = new HashSet<string>(arguments.Skip(3));
        var facade = ModuleDefinition.ReadModule(arguments[0]);
        var standard = new AssemblyNameReference("netstandard", new Version(2, 0, 0, 0))
        {
            PublicKeyToken = facade.Assembly.Name.PublicKeyToken,
        };
        var types = new HashSet<string>(facade.ExportedTypes.Select(one => one.FullName));
        var module = ModuleDefinition.ReadModule(new MemoryStream(File.ReadAllBytes(arguments[1])));
        var missing = new List<string>();
        module.AssemblyReferences.Add(standard);
        foreach (var type in module.GetTypeReferences().Where(one => one.DeclaringType == null))
        {
            var from = type.Scope as AssemblyNameReference;
            if (from == null || from == standard || kept.Contains(from.Name))
            {
                continue;
            }
            if (types.Contains(type.FullName))
            {
                type.Scope = standard;
            }
            else
            {
                missing.Add(type.FullName);
            }
        }
        foreach (var one in missing)
        {
            Console.Error.WriteLine($"{one} is not in .NET Standard 2.0");
        }
        foreach (var other in module.AssemblyReferences.Where(one => one != standard && !kept.Contains(one.Name)).ToList())
        {
            module.AssemblyReferences.Remove(other);
        }
        // The identity is that of the content.
        module.Mvid = Guid.Empty;
        using (var hash = SHA256.Create())
        {
            module.Mvid = new Guid(hash.ComputeHash(Bytes(module)).Take(16).ToArray());
        }
        File.WriteAllBytes(arguments[2], Bytes(module));
        return missing.Count == 0 ? 0 : 1;
    }

    private static byte[] Bytes(ModuleDefinition module)
    {
        var stream = new MemoryStream();
        module.Write(stream);
        var bytes = stream.ToArray();
        // The time in the header, eight bytes after its start, which the number at 0x3c tells.
        Array.Clear(bytes, BitConverter.ToInt32(bytes, 0x3c) + 8, 4);
        return bytes;
    }
}
