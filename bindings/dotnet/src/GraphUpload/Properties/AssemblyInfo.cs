using System.Reflection;
using System.Runtime.InteropServices;

[assembly: ComVisible(false)]

// Nothing is found by reflection, and all that is marshalled is blittable or a SafeHandle.
[assembly: AssemblyMetadata("IsTrimmable", "True")]
[assembly: AssemblyMetadata("IsAotCompatible", "True")]

