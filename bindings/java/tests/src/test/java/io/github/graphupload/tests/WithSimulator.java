package io.github.graphupload.tests;

import io.github.graphupload.Client;
import io.github.graphupload.Target;
import io.github.graphupload.testing.Simulator;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Tests with the simulated service and a client of it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class WithSimulator {
    static final Target TARGET = Target.drivePath("a.bin");
    static final String STORED = "me/drive/root:/a.bin";

    Simulator service;
    Client client;

    @BeforeEach
    void start() throws IOException {
        service = Simulator.start("--no-page");
        client = service.client();
    }

    @AfterEach
    void end() throws IOException {
        client.close();
        service.close();
    }

    static byte[] bytes(int length) {
        byte[] made = new byte[length];
        for (int i = 0; i < length; i++) {
            made[i] = (byte) (i * 31 + i / 251);
        }
        return made;
    }

    /** Waits until the service has begun to handle a request of a kind. */
    void awaitRequest(String kind) throws Exception {
        while (!service.control("GET", "/requests", null).contains("\"" + kind + "\"")
                && !service.control("GET", "/state", null).contains("\"" + kind + "\"")) {
            Thread.onSpinWait();
        }
    }
}
