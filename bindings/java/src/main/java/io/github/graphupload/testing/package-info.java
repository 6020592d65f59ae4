/** The simulated service, for tests of programs that upload. */
package io.github.graphupload.testing;
