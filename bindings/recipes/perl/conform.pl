# The driver of the conformance suite; ../../conformance/README.md describes what it does. A step in the background is a job of a
# queue of its own, since a closure of Perl cannot be called on another thread.
use v5.20;
use warnings;
use feature 'signatures';
no warnings 'experimental::signatures';
use FindBin;
use lib $FindBin::Bin;
use GraphUpload;
use FFI::Platypus::Buffer qw(scalar_to_pointer buffer_to_scalar);
use File::Basename qw(basename);
use JSON::PP ();
use Time::HiRes qw(time sleep);

*C = \%GraphUpload::C;
our %C;
my $json = JSON::PP->new->utf8;
my (%things, $service, $child, %told);
STDOUT->autoflush(1);

sub truth ($value) { $value ? JSON::PP::true : JSON::PP::false }

sub event ($name, %members) {
    $members{process} = $child if $child;
    print STDOUT $json->encode({ event => $name, %members }), "\n";
}

# Tells when nothing refers to a value any more.
package Released {
    sub new ($class, $what, $of) { bless { what => $what, of => $of }, $class }
    sub DESTROY ($self) { main::event('released', %$self) if ${^GLOBAL_PHASE} eq 'RUN' }
}

sub fields ($error) {
    my %error = %$error;
    delete $error{item};
    $error{$_} = truth($error{$_}) for qw(retryable in_doubt session_kept);
    return \%error;
}

sub result ($of, $item, $error = undef) {
    my $found = $item // (ref $error ? $error->{item} : undef);
    my @item = ref $found ? (item => { %$found, recovered => truth($found->{recovered}) }) : ();
    if (!defined $error) { event('result', of => $of, status => 'GU_OK', @item) }
    elsif (ref $error) { event('result', of => $of, status => $error->{status_name}, error => fields($error), @item) }
    elsif ($error eq "interrupted\n") {
        event('interrupted');
        event('result', of => $of, status => 'GU_ERR_CANCELLED');
    }
    else { event('result', of => $of, raised => $error =~ s/\n$//r) }
}

sub contents ($path) {
    open my $file, '<:raw', GraphUpload::bytes($path) or die "$path: $!\n";
    local $/;
    return <$file> // '';
}

sub key ($text) { defined $text ? pack('H*', $text) : undef }

# A key and its length; the bytes live in the second argument.
sub key_of { defined $_[0] ? (scalar_to_pointer($_[1] = key($_[0])), 32) : (undef, 0) }

# ---- what is given to the recipe

sub source ($wish, $of) {
    my ($kind, $path) = @$wish{qw(kind file)};
    return { path => $path } if $kind eq 'path';
    if ($kind eq 'handle' || $kind eq 'pipe') {
        open my $file, $kind eq 'pipe' ? '-|' : '<', $kind eq 'pipe' ? ('cat', $path) : $path or die "$path: $!\n";
        return { ($kind eq 'pipe' ? 'pipe' : 'file') => $file };
    }
    my ($bytes, $released, $at) = (contents($path), Released->new('source', $of), 0);
    return { memory => $bytes, released => $released } if $kind eq 'memory';
    my $end = length($bytes) - ($wish->{short_by} // 0);
    my $read_at = sub ($offset, $length) {
        my $keep = $released;
        die "boom\n" if $offset >= ($wish->{raise_at} // 9e15);
        my $most = $wish->{chunk} // $length;
        $most = $length if $most > $length;
        $most = $end - $offset if $most > $end - $offset;
        return $most > 0 ? substr($bytes, $offset, $most) : '';
    };
    return { read_at => $read_at, size => length $bytes } if $kind eq 'seekable';
    my $read = sub ($length) {
        my $part = $read_at->($at, $length);
        $at += length $part;
        return $part;
    };
    return { read => $read, $kind eq 'forward' ? (size => length $bytes) : () };
}

my %orders = (
    todo_task => [qw(user list task name)], message => [qw(user folder message name)], event => [qw(user calendar event name)],
    group_post => [qw(group thread post name)], drive_path => [qw(drive path)], drive_child => [qw(drive folder name)],
    drive_special => [qw(drive special path)], drive_item => [qw(drive item)], parse => [qw(text user name)],
    print_document => [qw(printer job document name)],
);

sub target ($wish) {
    my $made = GraphUpload::target($wish->{kind}, @$wish{ $orders{ $wish->{kind} }->@* });
    my $properties = $wish->{properties} // {};
    GraphUpload::call('gu_target_set', $made->{handle}, $_, $properties->{$_}) for keys %$properties;
    return $made;
}

sub settings ($step) {
    my %settings = ($step->{settings} // {})->%*;
    $settings{key} = key($settings{key}) if $settings{key};
    for my $name (grep { ref $settings{$_} } keys %settings) { $settings{$name} = $settings{$name} ? 1 : 0 }
    $settings{timeout_ms} = $step->{timeout_ms} if $step->{timeout_ms};
    return %settings;
}

sub progress ($wish, $of) {
    my $released = Released->new('progress', $of);
    return sub ($now) {
        my $keep = $released;
        event('progress', of => $of, %$now);
        die "boom\n" if $now->{sent} >= ($wish->{raise_at} // 9e15);
        return $now->{sent} < ($wish->{stop_at} // 9e15);
    };
}

sub client ($step) {
    my $of = $step->{as} // 'client';
    my %options = (base_url => $service->{base_url}, loopback => 'yes', token => $service->{token});
    $options{ca_file} = $service->{ca_file} if !defined $step->{trust} || $step->{trust};
    %options = (%options, ($step->{options} // {})->%*);
    if (my $wish = $options{log}) {
        my $released = Released->new('log', $of);
        $options{log} = sub ($level, $message) {
            my $keep = $released;
            event('log', of => $of, level => $level, message => $message);
            die "boom\n" if $wish->{raise};
        };
    }
    if (my $wish = $step->{token}) {
        delete $options{token};
        my ($released, @tokens) = (Released->new('token', $of), ($wish->{tokens} // [])->@*);
        $options{token} = sub ($rejected, $claims) {
            my $keep = $released;
            event('token', of => $of, rejected => truth($rejected), claims => $claims);
            die "boom\n" if $wish->{raise};
            return @tokens > 1 ? shift @tokens : $tokens[0];
        } if $wish->{kind} eq 'callback';
    }
    return GraphUpload::Client->new(%options);
}

# ---- sessions: by the C functions

sub on_session ($step, $name, @arguments) {
    my $session = $things{ $step->{session} }{handle};
    return GraphUpload::blocking(sub ($cancel) { GraphUpload::call($name, $session, @arguments, $cancel); undef });
}

sub session ($step, $name, @arguments) {
    my ($client, $target) = ($things{ $step->{client} }, target($step->{target}));
    return GraphUpload::blocking(sub ($cancel) {
        GraphUpload::make('gu_session', $name, $client->{handle}, $target->{handle}, @arguments, $cancel);
    });
}

# ---- steps

sub show ($job) { event('progress', of => $job->{name}, $job->progress->%*, spooled => 0) if $job->{shown} }

sub told ($job) {
    return if $told{$job}++;
    show($job);
    my $item = eval { $job->result };
    result($job->{name} // basename($job->path), $item, $item ? undef : $@);
}

sub submit ($queue, $step) {
    my $job = $queue->submit(source($step->{source}, $step->{as}), target($step->{target}), settings($step));
    @$job{qw(name shown)} = @$step{qw(as progress)};
    $things{ $step->{as} } = $job;
}

sub entries ($folder) {
    opendir my $open, $folder or die "$folder: $!\n";
    return scalar(() = readdir $open);
}

sub on_any ($step, $verb) {    # of a job or a queue
    my $thing = $things{ $step->{of} };
    GraphUpload::call(($thing->isa('GraphUpload::Job') ? 'gu_job_' : 'gu_queue_') . $verb, $thing->{handle});
    return undef;
}

# What a step returns is its item; SILENT means that it prints its own result.
use constant SILENT => \'silent';
my %steps;
%steps = (
    client => sub ($step) { $things{ $step->{as} } = client($step); undef },
    upload => sub ($step) {
        if ($step->{background}) {
            submit($things{"$step->{as} queue"} = $things{ $step->{client} }->queue(1), $step);
            return SILENT;
        }
        my @progress = $step->{progress} ? (progress => progress($step->{progress}, $step->{as})) : ();
        my ($source, $target) = (source($step->{source}, $step->{as}), target($step->{target}));
        return $things{ $step->{client} }->upload($source, $target, settings($step), @progress);
    },
    cancel    => sub ($step) { on_any($step, 'cancel') },
    close     => sub ($step) { $things{ $step->{of} }->close if $things{ $step->{of} }; undef },
    forget    => sub ($step) { delete $things{ $step->{of} }; undef },
    pause     => sub ($step) { on_any($step, 'pause') },
    continue  => sub ($step) { on_any($step, 'continue') },
    front     => sub ($step) { on_any($step, 'move_to_front') },
    set_token => sub ($step) { $things{ $step->{client} }->set_token($step->{token}) },
    queue     => sub ($step) {
        my $queue = $things{ $step->{client} }->queue($step->{at_once} // 1);
        my ($room, $folder) = @$step{qw(room state_folder)};
        GraphUpload::call('gu_queue_set_room', $queue->{handle}, @$room{qw(most wait_ms)}) if $room;
        GraphUpload::call('gu_queue_set_state_folder', $queue->{handle}, $folder, key_of($step->{key}, my $key)) if $folder;
        $things{ $step->{as} } = $queue;
        return undef;
    },
    submit => sub ($step) { submit($things{ $step->{queue} }, $step); SILENT },
    wait   => sub ($step) {
        my $job = $things{ $step->{of} };
        my $wait = sub ($cancel) { GraphUpload::call('gu_job_wait', $job->{handle}, 50, $cancel); 1 };
        until ($told{$job} || eval { GraphUpload::blocking($wait) }) {
            die $@ if !ref $@ || $@->{status} != $C{GU_ERR_TIMEOUT};
            show($job);
        }
        told($job);
        return SILENT;
    },
    drain => sub ($step) {
        while (my $job = $things{ $step->{queue} }->next) { told($job) }
        return SILENT;
    },
    counts => sub ($step) {
        my ($index, $queue) = (0, $things{ $step->{of} }{handle});
        my @names = qw(waiting running paused stored failed);
        event('counts', of => $step->{of}, map { ($_ => $C{gu_queue_jobs}->($queue, $index++)) } @names);
        return SILENT;
    },
    session => sub ($step) { $things{ $step->{as} } = session($step, 'gu_session_create', $step->{size}); undef },
    resume  => sub ($step) {
        my $state = contents($step->{from});
        my @arguments = (scalar_to_pointer($state), length $state, key_of($step->{key}, my $key));
        $things{ $step->{as} } = session($step, 'gu_session_resume', @arguments);
        return undef;
    },
    put => sub ($step) {
        my $bytes = contents($step->{file});
        $bytes = substr($bytes, $step->{offset}, $step->{length} // length $bytes);
        on_session($step, 'gu_put_chunk', $step->{offset}, scalar_to_pointer($bytes), length $bytes);
    },
    finish => sub ($step) {
        my $session = $things{ $step->{session} }{handle};
        return GraphUpload::blocking(sub ($cancel) { GraphUpload::stored('gu_finish', $session, $cancel) });
    },
    refresh => sub ($step) { on_session($step, 'gu_session_refresh') },
    discard => sub ($step) { on_session($step, 'gu_session_discard') },
    save    => sub ($step) {
        my $session = $things{ $step->{session} }{handle};
        my $state = GraphUpload::make('gu_state', 'gu_session_save', $session, key_of($step->{key}, my $key));
        open my $file, '>:raw', $step->{to} or die "$step->{to}: $!\n";
        print $file buffer_to_scalar($C{gu_state_data}->($state->{handle}), $C{gu_state_length}->($state->{handle}));
        return undef;
    },
    offset => sub ($step) {
        my ($session, %names) = ($things{ $step->{of} }{handle}, next => 'next_offset', confirmed => 'confirmed', size => 'size');
        event('offset', of => $step->{of}, map { ($_ => $C{"gu_session_$names{$_}"}->($session)) } keys %names);
        return SILENT;
    },
    sync    => sub ($step) { event('sync', name => $step->{name}); readline STDIN; SILENT },
    collect => sub ($step) { SILENT },
    drop    => sub ($step) {
        for (1 .. $step->{count}) {
            client({ token => { kind => 'callback', tokens => ['x'] }, options => { log => {} }, as => 'drop' });
            $things{ $step->{client} }->queue;
            GraphUpload::target(drive_path => undef, 'never');
        }
        return SILENT;
    },
    resources => sub ($step) {
        event('resources', of => $step->{as}, descriptors => entries('/proc/self/fd'), threads => entries('/proc/self/task'));
        return SILENT;
    },
    ticks => sub ($step) {
        my ($longest, $now) = (0, time);
        my $end = $now + $step->{ms} / 1000;
        while ($now < $end) {
            my $last = $now;
            sleep 0.01;
            contents('/proc/self/stat');
            $now = time;
            $longest = $now - $last if $now - $last > $longest;
        }
        event('ticks', of => $step->{as}, longest_ms => int($longest * 1000));
        return SILENT;
    },
    fork => sub ($step) {
        my $pid = fork;
        if (!$pid) {
            $child = 'child';
            run($step->{steps});
            event('done');
            exit 0;
        }
        waitpid $pid, 0;
        event('child', exit => $? >> 8);
        return SILENT;
    },
    exit => sub ($step) { exit $step->{status} },
);

sub run ($list) {
    for my $step (@$list) {
        my ($verb, $of) = ($step->{do}, $step->{as} // $step->{do});
        event('step', do => $verb, of => $step->{of} // $of);
        my $value;
        if (eval { $value = $steps{$verb}->($step); 1 }) { result($of, $value) if !ref $value || $value != SILENT }
        else                                             { result($of, undef, $@) }
    }
}

my $scenario = $json->decode(scalar readline STDIN);
$service = $scenario->{service};
run($scenario->{steps});
event('done');
