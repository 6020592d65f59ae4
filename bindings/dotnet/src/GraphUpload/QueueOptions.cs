using System;

namespace GraphUpload
{
    /// <summary>How many jobs of a queue may wait, and where they are saved.</summary>
    public sealed class QueueOptions
    {
        /// <summary>Most jobs that wait; null for any number.</summary>
        public int? MaxWaiting { get; set; }

        /// <summary>
        /// How long <see cref="Queue.Submit"/> waits for room before it fails with <see cref="Status.Busy"/>; null, or
        /// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>, for as long as it takes.
        /// </summary>
        public TimeSpan? RoomTimeout { get; set; }

        /// <summary>
        /// Where the jobs are saved until they end. The next queue with that folder takes them up, also in another process.
        /// Only files given by their path can be submitted then.
        /// </summary>
        public string StateFolder { get; set; }

        /// <summary>32 bytes that seal what is in the folder.</summary>
        public byte[] Key { get; set; }

        internal void SetOn(QueueHandle queue)
        {
            IntPtr error;
            if (MaxWaiting != null)
            {
                if (MaxWaiting < 0)
                {
                    throw new ArgumentOutOfRangeException(nameof(MaxWaiting), "MaxWaiting: not negative");
                }
                var room = RoomTimeout == System.Threading.Timeout.InfiniteTimeSpan ? null : RoomTimeout;
                if (room < TimeSpan.Zero)
                {
                    throw new ArgumentOutOfRangeException(nameof(RoomTimeout), "RoomTimeout: not negative");
                }
                var ms = room == null ? Native.Forever : (uint)Math.Min(room.Value.TotalMilliseconds, uint.MaxValue - 1);
                Native.Check(Native.gu_queue_set_room(queue, (uint)MaxWaiting.Value, ms, out error), error);
            }
            if (StateFolder != null)
            {
                using (var key = new Pinned(SealingKey.Checked(Key)))
                {
                    var folder = Native.Text(StateFolder, nameof(StateFolder));
                    Native.Check(Native.gu_queue_set_state_folder(queue, folder, key.Start, key.Length, out error), error);
                }
            }
        }
    }
}
