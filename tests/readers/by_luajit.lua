-- Prints what LuaJIT saw: by_luajit.lua DECLARATIONS LIBRARY KIND:NAME...
local ffi = require("ffi")
local print = function(...) io.write(table.concat({ ... }, " "), "\n") end
local file = assert(io.open(arg[1]))
ffi.cdef(file:read("*a"))
file:close()
local library = ffi.load(arg[2])

local function normal(name)
  if name == "void" then return "void" end
  if name:find("%*") then return "*" end
  local type = ffi.typeof(name)
  local sign = ffi.cast(type, -1) < ffi.cast(type, 0) and "i" or "u"
  return sign .. 8 * ffi.sizeof(type)
end

for i = 3, #arg do
  local kind, name = arg[i]:match("(%w+):([%w_]+)")
  if kind == "function" then
    -- ctype<int ()>
    print("result", name, normal(tostring(ffi.typeof(library[name])):match("<(.-) ?%(")))
  elseif kind == "type" then
    print("type", name, normal(name))
  elseif kind == "constant" then
    print("constant", name, library[name])
  elseif kind == "callback" then
    assert(ffi.sizeof(name) == ffi.sizeof("void *"))
  end
end
print("version", tonumber(library.gu_version_number()))
print("status_name", ffi.string(library.gu_status_name(7)))
