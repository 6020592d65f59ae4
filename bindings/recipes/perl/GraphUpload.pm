# Uploads files to Microsoft Graph from Perl, by FFI::Platypus. Copy this file and graph_upload.cdef.h into your program, and change
# what you like.
#
#   GRAPH_TOKEN=... perl GraphUpload.pm drive:/Backup/ FILE...
#
# Sources:   path => 'a.pdf'   memory => $bytes   file => $handle   pipe => $handle
#            read_at => sub { my ($offset, $length) = @_; ... }, size => $n      any bytes again
#            read => sub { my ($length) = @_; ... }, size => $n                  forward only; without a size spooled on disk
# Settings:  progress (a sub; false from it stops), timeout_ms, state_file, key, keep_on_cancel, differs_is_error,
#            spool_folder, spool_max_bytes
#
# Dangerous in Perl, and what this file does about it:
#  * A closure must be kept while C may call it, and no sub of Perl may be called on a thread that is not Perl's. Here there is one
#    closure of each kind, forever; a queue has threads of its own, so its jobs have no callbacks: their numbers are read instead,
#    and a client with a sub for tokens or logs has no queue.
#  * die in a closure is printed and counts as 0, which is success: the file would be stored. All are caught, kept, and thrown
#    again when the library has returned.
#  * Signal handlers run between operations of Perl, so not while C waits: a poll closure gives them the chance.
#  * Texts are characters in Perl and UTF-8 in C: they are encoded and decoded here.
package GraphUpload;
use v5.20;
use warnings;
use feature 'signatures';
no warnings 'experimental::signatures';
use FFI::Platypus 2.00;
use FFI::Platypus::Buffer qw(scalar_to_pointer);
use FFI::Platypus::Memory qw(malloc memcpy);
use Scalar::Util qw(blessed weaken);
use File::Basename qw(basename dirname);

my $ffi = FFI::Platypus->new(api => 2, lib => $ENV{GU_LIBRARY} // 'libgraph_upload.so');
our %C;    # constants of the header, and its functions

# Attaches all functions of the header, so that no prototype is wrong.
{
    my $header = $ENV{GU_CDEF} // dirname(__FILE__) . '/graph_upload.cdef.h';
    open my $file, '<', $header or die "$header: $!\n";
    my $text = do { local $/; <$file> };
    my %type = ('const char *' => 'string', void => 'void', map { ($_ => $_) } qw(int32_t uint32_t int64_t uint64_t));
    $type{$1} = 'int32_t' while $text =~ /^typedef int32_t (\w+);/mg;
    $C{$1} = $2 while $text =~ /^\s+(GU_\w+) = (-?\d+),/mg;
    while ($text =~ /^(\w[\w ]*?\**)(gu_\w+)\(([^)]*)\);/mg) {
        my ($result, $name, $list) = ($1, $2, $3);
        my @types = map { my $one = s/\s*\w+\s*$//r; $one =~ /\*\*$/ ? 'opaque*' : $type{$one} // 'opaque' }
            grep { $_ ne 'void' } split /,\s*/, $list;
        $C{$name} = $ffi->function($name, \@types, $type{ $result =~ s/\s+$//r } // 'opaque')->sub_ref;
    }
}

# ---- errors: objects that are thrown, with these fields

package GraphUpload::Error {
    use overload '""' => sub ($self, @) { "$self->{status_name}: $self->{message}" }, bool => sub { 1 }, fallback => 1;
}

sub text ($bytes) { utf8::decode($bytes); $bytes }

sub bytes ($text) { utf8::encode($text) if defined $text; $text }

sub failure ($status, $error) {
    my %error = (status => $status, status_name => $C{gu_status_name}->($status));
    $error{$_} = text($C{"gu_error_$_"}->($error)) for qw(message request_id host diagnostics claims);
    $error{$_} = $C{"gu_error_$_"}->($error) for qw(http_status retry_after_ms os_error offset attempts);
    $error{$_} = !!$C{"gu_error_$_"}->($error) for qw(in_doubt session_kept);
    $error{retryable} = !!$C{gu_error_is_retryable}->($error);
    $error{service_codes} = [split / /, $C{gu_error_service_codes}->($error)];
    return bless \%error, 'GraphUpload::Error';
}

sub item ($item) {
    return undef if !$item;
    my %item = (size => $C{gu_item_size}->($item), recovered => !!$C{gu_item_recovered}->($item));
    $item{$_} = text($C{"gu_item_$_"}->($item)) for qw(id name etag web_url);
    $item{integrity} = (qw(- unverifiable verified differs))[$C{gu_item_integrity}->($item)];
    return \%item;
}

# Calls a function by name, with the place for its error behind the arguments. Throws the error.
sub call ($name, @arguments) {
    my $error;
    my $status = $C{$name}->(@arguments, \$error);
    return if $status == $C{GU_OK};
    my $thrown = failure($status, $error);
    $C{gu_error_free}->($error);
    die $thrown;
}

# The same for a function that makes an object, which is its last parameter but one. It is freed when nothing refers to it.
package GraphUpload::Handle {
    sub make ($class, $object, $name, @arguments) {
        my $handle;
        GraphUpload::call($name, @arguments, \$handle);
        return bless { handle => $handle, free => $C{"${object}_free"} }, $class;
    }
    # Calls with NULL are errors, not crashes, so a closed object may be used.
    sub close ($self) { $self->{free}->(delete $self->{handle}) if $self->{handle} }
    sub DESTROY ($self) { local ($@, $!, $?); $self->close if ${^GLOBAL_PHASE} ne 'DESTRUCT' }
}

sub make ($object, $name, @arguments) { GraphUpload::Handle->make($object, $name, @arguments) }

# ---- callbacks: one closure of each kind; its context is a number in %called

my (%called, $last);
our $thrown;    # the first error in a callback of the call that runs

sub context ($subs) {
    $called{ ++$last } = $subs;
    weaken $called{$last};
    return $last;
}

sub guarded ($failed, $sub) {
    my $value = eval { $sub->() };
    return $value if !$@;
    $thrown //= $@;
    return $failed;
}

sub fill ($buffer, $length, $count, $bytes) {
    return 0 if !length($bytes // '');
    utf8::downgrade($bytes);    # dies of wide characters: bytes are wanted
    die "a source has returned more than it was asked for\n" if length $bytes > $length;
    memcpy($buffer, scalar_to_pointer($bytes), length $bytes);
    memcpy($count, scalar_to_pointer(my $packed = pack 'L', length $bytes), 4);
    return 0;
}

our (%on, @closures);    # their pointers, and the closures, which must be kept: a lexical of this file would go with it

sub on ($name, $type, $sub) {
    push @closures, $ffi->closure($sub);
    $on{$name} = $ffi->cast($type => 'opaque', $closures[-1]);
}

on(progress => '(opaque,opaque)->sint32', sub ($now, $context) {
    guarded(1, sub {
        $called{$context}{progress}->({ map { ($_ => $C{"gu_progress_$_"}->($now)) } qw(sent confirmed total spooled) }) ? 0 : 1;
    });
});
on(read_at => '(uint64,opaque,uint32,opaque,opaque)->sint32', sub ($offset, $buffer, $length, $count, $context) {
    guarded($C{GU_READ_FAILED}, sub { fill($buffer, $length, $count, $called{$context}{read_at}->($offset, $length)) });
});
on(read => '(opaque,uint32,opaque,opaque)->sint32', sub ($buffer, $length, $count, $context) {
    guarded($C{GU_READ_FAILED}, sub { fill($buffer, $length, $count, $called{$context}{read}->($length)) });
});
on(token => '(opaque,opaque)->sint32', sub ($sink, $context) {
    guarded(-1, sub {
        my ($rejected, $claims) = ($C{gu_token_sink_was_rejected}->($sink), $C{gu_token_sink_claims}->($sink));
        call('gu_token_sink_put', $sink, $called{$context}{token}->(!!$rejected, $claims));
        0;
    });
});
on(log => '(opaque,opaque)->void', sub ($record, $context) {
    my $level = $C{gu_log_record_level}->($record) == $C{GU_LOG_INFO} ? 'info' : 'warning';
    eval { $called{$context}{log}->($level, text($C{gu_log_record_message}->($record))) };    # die in it ends nothing
});
on(poll => '(opaque)->sint32', sub ($) { defined $thrown ? 1 : 0 });    # handlers of signals run in it
my $free = $ffi->find_symbol('free');    # of C

# Handlers of signals run in closures too, and must not die there: what they die of ends the call, as does Ctrl-C.
sub handler ($signal) {
    my $own = $SIG{$signal} // 'DEFAULT';
    return sub { guarded(0, sub { $own->($signal) }) } if ref $own;
    return $signal eq 'INT' && $own eq 'DEFAULT' ? sub { $thrown //= "interrupted\n" } : $own;
}

# Makes a blocking call: $run->($cancel).
sub blocking ($run, $timeout_ms = undef) {
    my $cancel = make('gu_cancel', 'gu_cancel_new');
    call('gu_cancel_set_poll', $cancel->{handle}, $on{poll}, undef, undef);
    call('gu_cancel_set_deadline_ms', $cancel->{handle}, $timeout_ms) if $timeout_ms;
    local $thrown;
    local @SIG{qw(INT TERM ALRM)} = map { handler($_) } qw(INT TERM ALRM);
    my $value = eval { $run->($cancel->{handle}) };
    my $error = $thrown // $@;
    die $error if ref $error || length $error;
    return $value;
}

# Calls a function that returns an item, which there is with GU_ERR_DIFFERS too.
sub stored ($name, @arguments) {
    my $handle;
    eval { call($name, @arguments, \$handle) };
    my ($error, $item) = ($@, item($handle));
    $C{gu_item_free}->($handle);
    return $item if !$error;
    $error->{item} = $item if $item;
    die $error;
}

# ---- uploads

# A target of any kind, such as target(drive_path => undef, 'Reports/May.pdf'): the parameters are those of the C function.
sub target ($kind, @parameters) { make('gu_target', "gu_target_$kind", map { bytes($_) } @parameters) }

# An upload; with $subs, which has to live as long, it may call back.
sub upload_of ($source, $settings, $subs) {
    my $upload = make('gu_upload', 'gu_upload_new');
    my $handle = $upload->{handle};
    my ($kind) = grep { defined $source->{$_} } qw(path file pipe memory read_at read);
    my $value = $source->{$kind};
    if    ($kind eq 'path') { call('gu_upload_set_file', $handle, bytes($value)) }
    elsif ($kind eq 'file') { call('gu_upload_set_file_handle', $handle, fileno $value) }
    elsif ($kind eq 'pipe') { call('gu_upload_set_stream_handle', $handle, fileno $value) }
    elsif ($kind eq 'memory') {
        # A copy, which any thread may free: Perl may move or free a scalar while a job reads it.
        utf8::downgrade($value);
        memcpy(my $copy = malloc(length($value) + 1), scalar_to_pointer($value), length $value);
        call('gu_upload_set_memory', $handle, $copy, length $value, $copy, $free);
    }
    else {
        die "a job has no callbacks: give it a path, memory, a file or a pipe\n" if !$subs;
        $subs->{$kind} = $value;
        my @size = defined $source->{size} ? $source->{size} : ();
        my $name = $kind eq 'read_at' ? $kind : @size ? 'read' : 'stream';
        call("gu_upload_set_$name", $handle, @size, $on{$kind}, context($subs), undef);
    }
    for my $name (grep { $_ ne 'timeout_ms' } keys %$settings) {
        my $value = $settings->{$name};
        if ($name eq 'progress') {
            die "a job has no callbacks: read its numbers\n" if !$subs;
            $subs->{progress} = $value;
            call('gu_upload_set_progress', $handle, $on{progress}, context($subs), undef);
        }
        elsif ($name eq 'key') { call('gu_upload_set_sealing_key', $handle, scalar_to_pointer($value), length $value) }
        else                   { call("gu_upload_set_$name", $handle, $name =~ /_(?:file|folder)$/ ? bytes($value) : $value) }
    }
    return $upload;
}

package GraphUpload::Client {
    our @ISA = 'GraphUpload::Handle';

    # Options by name, as for gu_options_set(); token is a text or sub ($rejected, $claims), log is sub ($level, $message).
    sub new ($class, %options) {
        my $subs = { token => ref $options{token} && $options{token}, log => $options{log} };
        my $made = GraphUpload::make('gu_options', 'gu_options_new');
        for my $name (keys %options) {
            my ($handle, $value) = ($made->{handle}, $options{$name});
            my @sub = (GraphUpload::context($subs), undef);
            if    ($name eq 'log')   { GraphUpload::call('gu_options_set_log_callback', $handle, $on{log}, @sub) }
            elsif ($name ne 'token') { GraphUpload::call('gu_options_set', $handle, $name, GraphUpload::bytes($value)) }
            elsif (ref $value)       { GraphUpload::call('gu_options_set_token_callback', $handle, $on{token}, @sub) }
            else                     { GraphUpload::call('gu_options_set_token', $handle, $value) }
        }
        my $self = $class->make('gu_client', 'gu_client_new', $made->{handle});
        $self->{subs} = $subs;
        return $self;
    }

    sub close ($self) {
        $self->SUPER::close;
        delete $self->{subs};
    }

    sub set_token ($self, $token) { GraphUpload::call('gu_client_set_token', $self->{handle}, $token) }

    # Uploads, waits for the end and returns the stored file, or throws an error.
    sub upload ($self, $source, $target, %settings) {
        my $subs = { client => $self->{subs} };    # of a client that is closed meanwhile
        my $upload = GraphUpload::upload_of($source, \%settings, $subs);
        my @handles = map { $_->{handle} } $upload, $self, $target;
        my $run = sub ($cancel) { GraphUpload::stored('gu_upload_run', @handles, $cancel) };
        return GraphUpload::blocking($run, $settings{timeout_ms});
    }

    sub queue ($self, $at_once = 4) {
        die "a queue's threads cannot call a sub of Perl: use set_token()\n" if grep { $_ } values %{ $self->{subs} // {} };
        my $queue = GraphUpload::Queue->make('gu_queue', 'gu_queue_new', $self->{handle}, $at_once);
        $queue->{jobs} = {};
        return $queue;
    }
}

# ---- many at once: a queue uploads on threads of its own

package GraphUpload::Queue {
    our @ISA = 'GraphUpload::Handle';    # closing cancels its jobs and waits for them

    # Returns the job at once. Give it a name of yours: next() returns the same object.
    sub submit ($self, $source, $target, %settings) {
        my $upload = GraphUpload::upload_of($source, \%settings, undef);
        my @handles = map { $_->{handle} } $self, $upload, $target;
        my $job = GraphUpload::Job->make('gu_job', 'gu_queue_submit', @handles, undef, undef);
        return $self->{jobs}{ $C{gu_job_id}->($job->{handle}) } = $job;
    }

    # The next job that has ended; undef if none has within $ms, or, without $ms, if none is left.
    sub next ($self, $ms = 0xffffffff) {
        return GraphUpload::blocking(sub ($cancel) {
            my $job = GraphUpload::Job->make('gu_job', 'gu_queue_next', $self->{handle}, $ms, $cancel);
            return undef if !$job->{handle};
            return delete $self->{jobs}{ $C{gu_job_id}->($job->{handle}) } // $job;    # or left by an earlier process
        });
    }
}

package GraphUpload::Job {
    our @ISA = 'GraphUpload::Handle';

    # How a job has ended: its item, or throws the error.
    sub result ($self) {
        my ($status, $item) = ($C{gu_job_status}->($self->{handle}), GraphUpload::item($C{gu_job_item}->($self->{handle})));
        return $item if $status == $C{GU_OK};
        my $error = GraphUpload::failure($status, $C{gu_job_error}->($self->{handle}));
        $error->{item} = $item if $item;
        die $error;
    }
    sub path ($self)     { GraphUpload::text($C{gu_job_path}->($self->{handle})) }
    sub progress ($self) { return { map { ($_ => $C{"gu_job_$_"}->($self->{handle})) } qw(sent confirmed total) } }
    sub cancel ($self)   { GraphUpload::call('gu_job_cancel', $self->{handle}) }
}

# The rest goes by name, such as call(gu_job_pause => $job->{handle}). Those that block take a cancel: see blocking().

# ---- the program

package main;

sub main ($place, @files) {
    my %options = (token => $ENV{GRAPH_TOKEN} // die "GRAPH_TOKEN is not set\n");
    @options{qw(base_url ca_file loopback)} = (@ENV{qw(GRAPH_BASE_URL GRAPH_CA_FILE)}, 'yes') if $ENV{GRAPH_BASE_URL};
    my $client = GraphUpload::Client->new(%options);
    my $to = sub ($path) { GraphUpload::target(parse => $place, undef, File::Basename::basename($path)) };
    if (@files == 1) {
        my $item = $client->upload({ path => $files[0] }, $to->($files[0]),
            progress => sub ($now) { say STDERR "$now->{sent} of $now->{total} bytes" });
        say "stored: $item->{name}";
        return 0;
    }
    my ($queue, $failed) = ($client->queue(4), 0);
    $queue->submit({ path => $_ }, $to->($_))->{name} = $_ for @files;
    while (my $job = $queue->next) {
        my $item = eval { $job->result };
        say $item ? "stored: $item->{name}" : "$job->{name}: $@";
        $failed++ if !$item;
    }
    return $failed ? 1 : 0;
}

if (!caller) {
    die "usage: GRAPH_TOKEN=... perl GraphUpload.pm TARGET FILE...\n" if @ARGV < 2;
    binmode $_, ':encoding(UTF-8)' for *STDOUT, *STDERR;
    utf8::decode($_) for @ARGV;
    my $status = eval { main(@ARGV) } // do {
        print STDERR "$@\n";
        print STDERR "The file may be stored: look before another upload.\n" if ref $@ && $@->{in_doubt};
        1;
    };
    exit $status;
}
1;
