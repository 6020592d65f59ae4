using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace GraphUpload.Testing
{
    /// <summary>
    /// JSON as dictionaries, lists, strings, numbers (long or double), booleans and null. netstandard2.0 has no reader of its own
    /// that does without reflection.
    /// </summary>
    internal sealed class Json
    {
        private readonly string _text;
        private int _at;

        private Json(string text)
        {
            _text = text;
        }

        internal static object Parse(string text)
        {
            var json = new Json(text);
            var value = json.Value();
            json.Space();
            return json._at == text.Length ? value : throw json.Wrong();
        }

        internal static string Write(object value)
        {
            var text = new StringBuilder();
            Write(text, value);
            return text.ToString();
        }

        private static void Write(StringBuilder text, object value)
        {
            if (value == null)
            {
                text.Append("null");
            }
            else if (value is string one)
            {
                WriteString(text, one);
            }
            else if (value is bool yes)
            {
                text.Append(yes ? "true" : "false");
            }
            else if (value is IDictionary<string, object> members)
            {
                Write(text, members);
            }
            else if (value is IEnumerable elements)
            {
                Write(text, elements);
            }
            else
            {
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
            }
        }

        private static void Write(StringBuilder text, IDictionary<string, object> members)
        {
            var between = "{";
            foreach (var member in members)
            {
                text.Append(between);
                between = ",";
                WriteString(text, member.Key);
                text.Append(':');
                Write(text, member.Value);
            }
            text.Append(members.Count == 0 ? "{}" : "}");
        }

        private static void Write(StringBuilder text, IEnumerable elements)
        {
            text.Append('[');
            var between = "";
            foreach (var element in elements)
            {
                text.Append(between);
                between = ",";
                Write(text, element);
            }
            text.Append(']');
        }

        private static void WriteString(StringBuilder text, string value)
        {
            text.Append('"');
            foreach (var one in value)
            {
                if (one == '"' || one == '\\')
                {
                    text.Append('\\').Append(one);
                }
                else if (one < ' ' || char.IsSurrogate(one))
                {
                    text.Append("\\u").Append(((int)one).ToString("x4", CultureInfo.InvariantCulture));
                }
                else
                {
                    text.Append(one);
                }
            }
            text.Append('"');
        }

        private object Value()
        {
            Space();
            switch (Peek())
            {
                case '{':
                    return Members();
                case '[':
                    return Elements();
                case '"':
                    return String();
                case 't':
                    return Word("true", true);
                case 'f':
                    return Word("false", false);
                case 'n':
                    return Word("null", null);
                default:
                    return Number();
            }
        }

        private Dictionary<string, object> Members()
        {
            var members = new Dictionary<string, object>();
            for (_at++; !Ends('}'); Ends(','))
            {
                Space();
                var name = String();
                if (!Ends(':'))
                {
                    throw Wrong();
                }
                members[name] = Value();
            }
            return members;
        }

        private List<object> Elements()
        {
            var elements = new List<object>();
            for (_at++; !Ends(']'); Ends(','))
            {
                elements.Add(Value());
            }
            return elements;
        }

        private string String()
        {
            if (Peek() != '"')
            {
                throw Wrong();
            }
            var text = new StringBuilder();
            for (_at++; Peek() != '"'; _at++)
            {
                if (Peek() != '\\')
                {
                    text.Append(Peek());
                    continue;
                }
                _at++;
                if (Peek() == 'u')
                {
                    text.Append((char)int.Parse(_text.Substring(_at + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    _at += 4;
                    continue;
                }
                var at = "bfnrt".IndexOf(Peek());
                text.Append(at < 0 ? Peek() : "\b\f\n\r\t"[at]);
            }
            _at++;
            return text.ToString();
        }

        private object Word(string word, object value)
        {
            if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0)
            {
                throw Wrong();
            }
            _at += word.Length;
            return value;
        }

        private object Number()
        {
            var start = _at;
            while (_at < _text.Length && "+-.eE0123456789".IndexOf(_text[_at]) >= 0)
            {
                _at++;
            }
            var text = _text.Substring(start, _at - start);
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            {
                return whole;
            }
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? (object)number : throw Wrong();
        }

        private bool Ends(char end)
        {
            Space();
            if (Peek() != end)
            {
                return false;
            }
            _at++;
            return true;
        }

        private void Space()
        {
            while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            {
                _at++;
            }
        }

        private char Peek() => _at < _text.Length ? _text[_at] : throw Wrong();

        private FormatException Wrong() => new FormatException($"not JSON at {_at}");
    }
}
