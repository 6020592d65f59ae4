# frozen_string_literal: true

# Generated from include/graph_upload.api.json by bindings/api; do not edit.

module GraphUpload
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

  # Outcome of a call: GU_OK or a GU_ERR_ code.
  #
  # A code tells what the caller can do about it. Released numbers never change; new ones are added. Treat an unknown
  # number as an error.
  module Status
    extend Enumeration

    # The call succeeded.
    OK = 0

    # An argument is NULL, out of range or not UTF-8: the message names it and its limit, and nothing was sent. Or the
    # service refused the request, and gu_error_http_status() is not 0. Fix the argument.
    ARGUMENT = 1

    # Misuse: the object is not in a state for this call, such as a put after gu_session_discard(). Repeating it does not
    # help.
    STATE = 2

    # Another blocking call on the same session or upload is running, or a callback called back into it.
    BUSY = 3

    # A gu_cancel was raised or a callback asked to stop.
    CANCELLED = 4

    # A saved upload cannot be used: it is damaged, from another upload or a newer library, or sealed with another key; or
    # its file cannot be read or written. Nothing was sent because of it.
    SAVED_STATE = 5

    # The file is incomplete: put the bytes from gu_session_next_offset() on, then call gu_finish() again.
    INCOMPLETE = 6

    # The file is already stored: gu_finish() returns its item.
    STORED = 7

    # The source cannot be read.
    SOURCE_UNREADABLE = 10

    # The source ended before the announced size.
    SOURCE_SHORT = 11

    # The source changed after the upload started.
    SOURCE_CHANGED = 12

    # Out of memory for a buffer whose size the caller decides, such as a piece. Nothing is lost, and the object can be
    # used again: free some memory and repeat the call, or choose smaller pieces.
    MEMORY = 14

    # The service wants bytes again that the library no longer has: put them again from gu_session_next_offset() on. From
    # gu_upload_run(): the source can only be read forward; start a new upload with another source.
    REWIND = 15

    # The process is out of file descriptors, threads or ports, or the disk is full that a stream is spooled on. Free some,
    # or raise the limit, and repeat the call.
    RESOURCES = 16

    # The connection failed or broke. Try again later, unless gu_error_is_retryable() is 0: a proxy that refuses needs
    # another name and password, or other rules, and a host without an address of the chosen IP version stays so.
    NETWORK = 20

    # The peer's certificate or TLS version is not acceptable, the peer rejected the client's certificate, or the
    # handshake failed.
    TLS = 21

    # A timeout expired. Try again later.
    TIMEOUT = 22

    # There is no token, or the service refused it: sign in again.
    SIGN_IN = 30

    # Permission denied.
    DENIED = 31

    # The task, message, folder or job does not exist.
    NOT_FOUND = 32

    # The name is taken, or someone else changed or locked the item.
    CONFLICT = 33

    # The file is larger than the kind, the service or the tenant allows.
    TOO_LARGE = 34

    # The file is smaller than the service allows.
    TOO_SMALL = 35

    # No space left at the service. Free some and repeat the call.
    QUOTA = 36

    # The service throttled requests for longer than the retry budget. See gu_error_retry_after_ms().
    THROTTLED = 40

    # The service kept failing for longer than the retry budget. Try again later.
    SERVER = 41

    # The upload sessions ended before the file was complete. Start a new upload.
    EXPIRED = 42

    # The service sent a response that the protocol does not allow.
    UNEXPECTED_RESPONSE = 50

    # The file may or may not be stored, and looking it up did not settle it. gu_finish() and gu_upload_run() look again.
    OUTCOME_UNKNOWN = 51

    # The file is stored, but the service reports another size or hash than that of the bytes sent. Only if
    # gu_upload_set_differs_is_error() asks for it.
    DIFFERS = 52

    # A bug in this library. The object can only be freed. Please report the message.
    BUG = 90
  end

  # Kind of a target, for an upload of which only the upload URL is known.
  module Kind
    extend Enumeration

    # An attachment of a To Do task.
    TODO_TASK = 1

    # An attachment of an Outlook message, event or group post.
    OUTLOOK_ATTACHMENT = 2

    # A file in OneDrive, OneDrive for Business or SharePoint.
    DRIVE_ITEM = 3

    # A document of a Universal Print job.
    PRINT_DOCUMENT = 4
  end

  # Whether the stored file is what was sent.
  module Integrity
    extend Enumeration

    # The service reports neither a difference nor a hash that would rule one out. Always so for attachments and print
    # documents, at times for files in drives: their hash may come later than the response.
    UNVERIFIABLE = 1

    # The service reports the size and the QuickXorHash of the bytes sent.
    VERIFIED = 2

    # The service reports another size or hash. Not always damage: SharePoint rewrites Office files and some others on
    # arrival.
    DIFFERS = 3
  end

  # Why an upload waits.
  module Wait
    extend Enumeration

    # It does not wait: it is sending or receiving.
    NOTHING = 0

    # The service asked to slow down, or one of its documented limits is reached.
    THROTTLED = 1

    # Someone, or another upload session, has locked the item or its name. See gu_options_set_locked_policy().
    LOCKED = 2

    # There is no connection.
    OFFLINE = 3

    # The service failed or refused; the request is retried.
    RETRYING = 4

    # What was stored or created may not be visible yet.
    SETTLING = 5

    # Requests of other uploads of the client go first: to the same message or event, or as many as may run at once.
    IN_LINE = 6

    # A stream is read to its end first, see gu_upload_set_stream(): gu_progress_spooled() bytes so far.
    SOURCE = 7
  end

  # A number of a queue: how many of its jobs are where.
  module QueueCount
    extend Enumeration

    # Jobs that wait for their turn.
    WAITING = 0

    # Jobs that run.
    RUNNING = 1

    # Jobs that are paused.
    PAUSED = 2

    # Jobs whose file is stored.
    STORED = 3

    # Jobs that ended with an error, cancelled ones included.
    FAILED = 4
  end

  # Where a job is.
  module Stage
    extend Enumeration

    # It waits for its turn.
    WAITING = 0

    # It runs. A job that was paused runs until its request under way has ended.
    RUNNING = 1

    # It is paused.
    PAUSED = 2

    # It has ended.
    ENDED = 3
  end

  # Severity of a log message.
  module LogLevel
    extend Enumeration

    # Something went wrong and the library handles it.
    WARNING = 1

    # A request and its result.
    INFO = 2
  end

  # Version of Microsoft Graph.
  module ApiVersion
    extend Enumeration

    # v1.0
    V1 = 1

    # beta
    BETA = 2
  end

  # A cloud with its own Microsoft Graph.
  module Cloud
    extend Enumeration

    # The global one; GCC uses it too.
    GLOBAL = 1

    # US Government L4 (GCC High).
    US_GOV_L4 = 2

    # US Government L5 (DoD).
    US_GOV_L5 = 3

    # China, operated by 21Vianet.
    CHINA = 4

    # France, operated by Bleu.
    BLEU = 5

    # Germany, operated by Delos Cloud.
    DELOS = 6
  end

  # What to do when the item is locked.
  module LockedPolicy
    extend Enumeration

    # Wait within the retry budget, half a minute to a minute at a time.
    WAIT = 0

    # Fail at once with GU_ERR_CONFLICT; the upload can be repeated later.
    FAIL = 1
  end

  # How to tell, after a lost response, the stored file from what was there before.
  module Baseline
    extend Enumeration

    # Look at the target before the upload, unless what is found afterwards is told by its hash and its time as well: with
    # small files in drives that no later process continues.
    CAREFUL = 0

    # Look only after a response was lost, wherever that can tell: with files in drives of every size, and with
    # attachments.
    QUICK = 1
  end

  # IP version of connections.
  module IpVersion
    extend Enumeration

    # Both, whichever connects first
    ANY = 0

    # IPv4 only
    V4 = 4

    # IPv6 only
    V6 = 6
  end

  # What happens to an existing file of the same name.
  module Conflict
    extend Enumeration

    # It stays, and the upload fails with GU_ERR_CONFLICT.
    FAIL = 1

    # It is replaced.
    REPLACE = 2

    # It stays, and the new file gets another name; see gu_item_name().
    RENAME = 3
  end

  # What turns the bytes sent into a file in a drive.
  module Commit
    extend Enumeration

    # The last piece.
    LAST_PIECE = 0

    # gu_finish(), in the way that the host of the upload URL requires.
    BY_HOST = 1

    # gu_finish(), by a POST to the upload URL, as OneDrive for Business and SharePoint require.
    UPLOAD_URL = 2

    # gu_finish(), by a request to Graph that names the upload URL, as personal OneDrives require.
    SOURCE_URL = 3
  end
end
