using System;

namespace GraphUpload
{
    /// <summary>A stored file, as the service describes it. Strings that the service did not say are empty.</summary>
    public sealed class Item
    {
        private Item(IntPtr item)
        {
            Id = Native.String(Native.gu_item_id(item));
            Name = Native.String(Native.gu_item_name(item));
            var size = Native.gu_item_size(item);
            Size = size < 0 ? (long?)null : size;
            ETag = Native.String(Native.gu_item_etag(item));
            WebUrl = Native.String(Native.gu_item_web_url(item));
            Location = Native.String(Native.gu_item_location(item));
            Integrity = Native.gu_item_integrity(item);
            Recovered = Native.gu_item_recovered(item) != 0;
            Json = Native.String(Native.gu_item_json(item));
        }

        /// <summary>Id of the attachment, file or document.</summary>
        public string Id { get; }

        /// <summary>The name that the file is stored under.</summary>
        public string Name { get; }

        /// <summary>
        /// In bytes; null if the service did not say. Of attachments a few per cent more than the file's size.
        /// </summary>
        public long? Size { get; }

        /// <summary>The eTag.</summary>
        public string ETag { get; }

        /// <summary>A link to open in a browser.</summary>
        public string WebUrl { get; }

        /// <summary>The Location header of the last response.</summary>
        public string Location { get; }

        /// <summary>Whether the stored file is what was sent, as far as the service reports.</summary>
        public Integrity Integrity { get; }

        /// <summary>
        /// Whether the last response was missing and the file was found by looking it up. An identical one that someone has
        /// stored within the 15 seconds before may be taken for it, where <see cref="Status.Conflict"/> would be due.
        /// </summary>
        public bool Recovered { get; }

        /// <summary>
        /// The service's description, as JSON. Do not log it: it may contain a URL from which anyone can download the file.
        /// </summary>
        public string Json { get; }

        /// <summary>The name, or else the id.</summary>
        public override string ToString() => Name.Length > 0 ? Name : Id;

        internal static Item Of(IntPtr item) => item == IntPtr.Zero ? null : new Item(item);

        /// <summary>The item of a handle, which is freed.</summary>
        internal static Item Taken(IntPtr item)
        {
            try
            {
                return Of(item);
            }
            finally
            {
                Native.gu_item_free(item);
            }
        }
    }
}
