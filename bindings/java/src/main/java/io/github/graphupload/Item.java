package io.github.graphupload;

import com.sun.jna.Pointer;
import io.github.graphupload.internal.Functions;
import java.util.OptionalLong;

/**
 * A stored file, as the service describes it. Strings that the service did not say are empty.
 *
 * @param id  the id of the item, attachment or document, decoded
 * @param name  the name that the file is stored under
 * @param size  in bytes; empty if the service did not say. Of attachments a few per cent more than the file's size
 * @param etag  the eTag
 * @param webUrl  a link to open in a browser
 * @param location  the Location header of the last response
 * @param integrity  whether the stored file is what was sent, as far as the service reports
 * @param recovered  whether the last response was missing and the file was found by looking it up. It is then this upload's
 *     own as far as can be told: an identical one that someone has stored within the 15 seconds before may be taken for it,
 *     where a {@link ConflictException} would be due
 * @param json  the service's complete description. Do not log it: it may contain a URL from which anyone can download the
 *     file for a while. {@link #toString()} leaves it out
 */
public record Item(String id, String name, OptionalLong size, String etag, String webUrl, String location,
                   Integrity integrity, boolean recovered, String json) {
    static Item of(Pointer item) {
        return new Item(
                Functions.gu_item_id(item),
                Functions.gu_item_name(item),
                known(Functions.gu_item_size(item)),
                Functions.gu_item_etag(item),
                Functions.gu_item_web_url(item),
                Functions.gu_item_location(item),
                Integrity.of(Functions.gu_item_integrity(item)),
                Functions.gu_item_recovered(item) != 0,
                Functions.gu_item_json(item));
    }

    /** A number of the library, of which a negative one is not known. */
    static OptionalLong known(long number) {
        return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }

    @Override
    public String toString() {
        return "Item[id=" + id + ", name=" + name + ", size=" + (size.isPresent() ? size.getAsLong() : "?") + ", integrity="
                + integrity + ", recovered=" + recovered + "]";
    }
}
