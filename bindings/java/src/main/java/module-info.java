/**
 * Uploads files to Microsoft Graph: OneDrive, SharePoint, To Do, Outlook, Universal Print.
 *
 * <p>Start at {@link io.github.graphupload.Client}.
 */
module io.github.graphupload {
    requires com.sun.jna;
    requires java.net.http;

    exports io.github.graphupload;
    exports io.github.graphupload.testing;

    // JNA calls the callbacks by reflection.
    opens io.github.graphupload.internal to com.sun.jna;
}
