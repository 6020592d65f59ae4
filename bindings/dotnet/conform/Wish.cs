using System.Collections.Generic;

/// <summary>An object of a scenario.</summary>
internal sealed class Wish
{
    private readonly Dictionary<string, object> _members;

    internal Wish(object members)
    {
        _members = (Dictionary<string, object>)members;
    }

    internal IEnumerable<string> Names => _members.Keys;

    internal bool Has(string name) => _members.ContainsKey(name) && _members[name] != null;

    internal string Text(string name, string otherwise = null) => Has(name) ? (string)_members[name] : otherwise;

    internal long Number(string name, long otherwise = 0) => Has(name) ? (long)_members[name] : otherwise;

    internal bool Flag(string name, bool otherwise = false) => Has(name) ? (bool)_members[name] : otherwise;

    internal Wish Part(string name) => Has(name) ? new Wish(_members[name]) : null;

    internal List<object> List(string name) => Has(name) ? (List<object>)_members[name] : new List<object>();
}
