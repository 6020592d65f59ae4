package io.github.graphupload.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.graphupload.Commit;
import io.github.graphupload.Conflict;
import io.github.graphupload.Item;
import io.github.graphupload.Source;
import io.github.graphupload.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetTest extends WithSimulator {
    @Test
    void aWordThatTheKindDoesNotHave() {
        assertEquals("user: a target of the kind drivePath has none",
                assertThrows(IllegalArgumentException.class, () -> TARGET.user("ann")).getMessage());
        assertEquals("drive: a target of the kind todoTask has none", assertThrows(IllegalArgumentException.class,
                () -> Target.todoTask("L", "T", "n").drive("/drives/D")).getMessage());
        assertEquals("task", assertThrows(NullPointerException.class, () -> Target.todoTask("L", null, "n")).getMessage());
        assertEquals("path: NUL inside",
                assertThrows(IllegalArgumentException.class, () -> Target.drivePath("a\0")).getMessage());
    }

    @Test
    void targetsDoNotChange() throws Exception {
        client.upload(Source.bytes(bytes(10)), TARGET);
        assertNotSame(TARGET, TARGET.conflict(Conflict.REPLACE));
        client.upload(Source.bytes(bytes(20)), TARGET.conflict(Conflict.REPLACE));
        Item renamed = client.upload(Source.bytes(bytes(30)), TARGET.conflict(Conflict.RENAME));
        assertEquals("a 1.bin", renamed.name());
        assertArrayEquals(bytes(20), service.file(STORED));
    }

    @Test
    void propertiesOfEveryType() throws Exception {
        Target target = Target.drivePath("ü/☃.bin").created(Instant.ofEpochMilli(1)).modified(Instant.now())
                .accessed(Instant.now()).commit(Commit.UPLOAD_URL).set("conflict", "replace");
        client.upload(Source.bytes(bytes(5_000_000)), target.drive("/drives/D"));
        assertArrayEquals(bytes(5_000_000), service.file("drives/D/root:/ü/☃.bin"));
    }

    @Test
    void aTextGetsTheNameOfTheFile(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("näme.bin"), bytes(10));
        client.upload(file, Target.parse("drive:/in/"));
        assertArrayEquals(bytes(10), service.file("me/drive/root:/in/näme.bin"));
    }

    @Test
    void everyKindIsMade() throws Exception {
        for (Target target : new Target[] {
            Target.driveSpecial("approot", "a"), Target.todoTask("L", "T", "a").user("ann@example.com"),
            Target.message("M", "a").folder("F"), Target.event("E", "a").calendar("C"),
            Target.groupEvent("G", "E", "a").byCalendar(),
            Target.groupPost("G", "T", "P", "a"), Target.groupPostInReplyTo("G", "T", "P", "a").conversation("C"),
            Target.printDocument("P", "J", "D", "a").contentType("application/pdf"),
            Target.printShareDocument("S", "J", "D", "a").contentType("application/pdf")}) {
            client.upload(Source.bytes(bytes(10)), target);
        }
        assertEquals(9, service.files().size());
    }

    @Test
    void noSharingUrlIsShown() {
        String url = "https://contoso.sharepoint.com/:w:/g/secret";
        assertFalse(Target.driveShare(url).toString().contains("secret"));
        assertFalse(Target.drivePath("a").drive(url).toString().contains("secret"));
        assertFalse(Target.drivePath("a").drive("u!secret").toString().contains("secret"));
        assertFalse(Target.parse("drive:" + url + ":/a").toString().contains("secret"));
        assertFalse(Target.parse("drive:u!secret:/a").toString().contains("secret"));
        assertEquals("drivePath{path=a.bin}", TARGET.toString());
        assertEquals("parse{text=drive:…}", Target.parse("drive:/a").toString());
    }
}
