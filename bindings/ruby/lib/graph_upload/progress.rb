# frozen_string_literal: true

module GraphUpload
  # How far an upload is. Sizes are in bytes, times in milliseconds.
  #
  # @!attribute [r] sent
  #   @return [Integer] bytes that have left; bytes sent again count once
  # @!attribute [r] confirmed
  #   @return [Integer] bytes that the service has confirmed
  # @!attribute [r] total
  #   @return [Integer, nil] size of the file; nil while a stream is read
  # @!attribute [r] spooled
  #   @return [Integer] bytes that were read of a stream, while it is read
  # @!attribute [r] bytes_per_second
  #   @return [Integer]
  # @!attribute [r] time_left_ms
  #   @return [Integer, nil] nil while too little is known
  # @!attribute [r] late_by_ms
  #   @return [Integer, nil] by how much the upload session expires too early; 0 if in time, nil while too little is known
  # @!attribute [r] waits_ms
  #   @return [Integer] how long nothing will be sent, at most
  # @!attribute [r] waits_for
  #   @return [Symbol] why: a name of {Wait}, such as `:nothing` or `:throttled`
  # @!attribute [r] waits_code
  #   @return [String] the service's code for it, or ""
  Progress = Struct.new(:sent, :confirmed, :total, :spooled, :bytes_per_second, :time_left_ms, :late_by_ms, :waits_ms, :waits_for,
                        :waits_code, keyword_init: true) do
    # The numbers that a progress callback gets.
    #
    # @private
    def self.of(handle)
      waits_for = Wait.name_of(Native.gu_progress_waits_for(handle))
      new(
        sent: Native.gu_progress_sent(handle),
        confirmed: Native.gu_progress_confirmed(handle),
        total: waits_for == :source ? nil : Native.gu_progress_total(handle),
        spooled: Native.gu_progress_spooled(handle),
        bytes_per_second: Native.gu_progress_bytes_per_second(handle),
        time_left_ms: known(Native.gu_progress_time_left_ms(handle)),
        late_by_ms: known(Native.gu_progress_late_by_ms(handle)),
        waits_ms: Native.gu_progress_waits_ms(handle),
        waits_for: waits_for,
        waits_code: Library.string(Native.gu_progress_waits_code(handle))
      ).freeze
    end

    # Those of a job.
    #
    # @private
    def self.of_job(handle)
      new(
        sent: Native.gu_job_sent(handle),
        confirmed: Native.gu_job_confirmed(handle),
        total: Native.gu_job_total(handle),
        spooled: 0,
        bytes_per_second: Native.gu_job_bytes_per_second(handle),
        time_left_ms: known(Native.gu_job_time_left_ms(handle)),
        late_by_ms: known(Native.gu_job_late_by_ms(handle)),
        waits_ms: Native.gu_job_waits_ms(handle),
        waits_for: Wait.name_of(Native.gu_job_waits_for(handle)),
        waits_code: ""
      ).freeze
    end

    # Those of all jobs of a queue.
    #
    # @private
    def self.of_queue(handle)
      new(
        sent: Native.gu_queue_sent(handle),
        confirmed: Native.gu_queue_confirmed(handle),
        total: Native.gu_queue_total(handle),
        spooled: 0,
        bytes_per_second: Native.gu_queue_bytes_per_second(handle),
        time_left_ms: known(Native.gu_queue_time_left_ms(handle)),
        late_by_ms: nil, waits_ms: 0, waits_for: :nothing, waits_code: ""
      ).freeze
    end

    # @private
    def self.known(number)
      number.negative? ? nil : number
    end
  end
end
