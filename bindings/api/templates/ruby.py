"""Ruby: enumerations as modules of numbers, and the functions by the ffi gem."""

import textwrap

OUTPUT = ["ruby/lib/graph_upload/enumerations.rb", "ruby/lib/graph_upload/native.rb"]

GENERATED = "# frozen_string_literal: true\n\n# Generated from include/graph_upload.api.json by bindings/api; do not edit.\n\n"

ENUMERATIONS = GENERATED + '''module GraphUpload
  # What the modules of numbers have in common. This package says a number by its name, such as `:throttled`.
  module Enumeration
    # @param number [Integer]
    # @return [Symbol, Integer] its name; the number itself if this version does not know it
    def name_of(number)
      names.fetch(number, number)
    end

    # @param name [Symbol, Integer] a name, or a number, which stays
    # @return [Integer]
    def number_of(name)
      return name if name.is_a?(Integer)

      names.key(name.to_sym) or raise ::ArgumentError, "#{name.inspect} is none of #{names.values.join(", ")}"
    end

    # @return [Hash{Integer => Symbol}] all numbers and their names
    def names
      @names ||= constants.to_h { |name| [const_get(name), name.downcase] }.freeze
    end
  end
'''

NATIVE = GENERATED + '''require "ffi"
require_relative "load_path"

module GraphUpload
  # The C functions, by ffi. What they do stands in graph_upload.h.
  #
  # @private
  module Native
    extend FFI::Library
    ffi_lib LIBRARY_PATH
'''

TYPES = {"i32": "int32", "u32": "uint32", "i64": "int64", "u64": "uint64", "text": "string", "bytes": "pointer",
         "pointer": "pointer", "handle": "pointer", "void": "void", "out": "pointer"}

# Calls that wait for the disk, a thread or a callback, though not for the service. They must not hold up other threads of Ruby.
WAITING = {"gu_queue_submit", "gu_queue_set_state_folder", "gu_queue_next", "gu_queue_free", "gu_job_wait"}


def ffi_type(type_):
    return f":{type_.name if type_.kind == 'callback' else TYPES[type_.kind]}"


def enumeration_name(name):
    return "".join(word.capitalize() for word in name.removeprefix("gu_").split("_"))


def comment(text, indent):
    pad = " " * indent
    return "".join(f"{pad}# {line}".rstrip() + "\n" for line in text.split("\n"))


def first_sentence(text):
    sentence = " ".join(text.split("\n\n")[0].split())
    return sentence if len(sentence) <= 110 else textwrap.shorten(sentence, 110, placeholder=" …")


def enumeration(one):
    text = "\n" + comment(one.docs, 2) + f"  module {enumeration_name(one.name)}\n    extend Enumeration\n"
    for value in one.values:
        name = "OK" if value.name == "GU_OK" else one.short(value)
        text += "\n" + comment(value.docs, 4) + f"    {name} = {value.value}\n"
    return text + "  end\n"


def constants(api):
    return "".join("\n" + comment(one.docs, 4) + f"    {one.name} = {one.value}\n" for one in api.constants)


def signature(one):
    return f"[{', '.join(ffi_type(p.type) for p in one.parameters)}], {ffi_type(one.result)}"


def callback(one):
    return "\n" + comment(first_sentence(one.docs), 4) + f"    callback :{one.name}, {signature(one)}\n"


def function(one):
    blocks = ", blocking: true" if one.blocks or one.name in WAITING else ""
    line = f"    attach_function :{one.name}, {signature(one)}{blocks}"
    if len(line) > 120:
        line = "\n".join(textwrap.wrap(line, 118, initial_indent="    ", subsequent_indent=" " * 20, break_on_hyphens=False))
    return "\n" + comment(first_sentence(one.docs), 4) + line + "\n"


def generate(api):
    return [
        ENUMERATIONS + "".join(enumeration(one) for one in api.enumerations) + "end\n",
        NATIVE + constants(api) + "".join(callback(one) for one in api.callbacks)
        + "".join(function(one) for one in api.functions) + "  end\nend\n",
    ]
