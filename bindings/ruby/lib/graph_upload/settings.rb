# frozen_string_literal: true

module GraphUpload
  # What an upload is told beside its target.
  #
  # @private
  module Settings
    module_function

    # Yields an upload of the library.
    def upload(source, run, **settings)
      upload = nil
      # What a setter calls back must not be disturbed.
      Library.undisturbed do
        upload = Library.made(:gu_upload_new, free: :gu_upload_free)
        set(upload, source, run, **settings)
      end
      yield upload
    ensure
      Library.undisturbed { Native.gu_upload_free(upload) } if upload
    end

    # What is told of the progress.
    def progress(given, block)
      raise ::ArgumentError, "progress: give it or a block, not both" if given && block

      given || block
    end

    def set(upload, source, run, size: nil, progress: nil, state_file: nil, key: nil, keep_on_cancel: nil,
            differs_is_error: false, spool_folder: nil, spool_max_bytes: nil)
      Source.set(upload, source, size, run)
      if progress
        watcher = Callbacks.context(Watcher.new(run, progress))
        Library.call(:gu_upload_set_progress, upload, Watcher::ON_PROGRESS, watcher, Callbacks::DESTROY)
      end
      if (key = Library.key(key))
        Library.call(:gu_upload_set_sealing_key, upload, key, key.bytesize)
      end
      Library.call(:gu_upload_set_state_file, upload, Library.path(state_file, "state_file")) if state_file
      Library.call(:gu_upload_set_keep_on_cancel, upload, keep_on_cancel ? 1 : 0) unless keep_on_cancel.nil?
      Library.call(:gu_upload_set_differs_is_error, upload, 1) if differs_is_error
      Library.call(:gu_upload_set_spool_folder, upload, Library.path(spool_folder, "spool_folder")) if spool_folder
      Library.call(:gu_upload_set_spool_max_bytes, upload, Library.count(spool_max_bytes, "spool_max_bytes")) if spool_max_bytes
    end
    private_class_method :set
  end
end
