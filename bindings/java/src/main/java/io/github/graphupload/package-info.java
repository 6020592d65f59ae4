/**
 * Uploads files to Microsoft Graph. Start at {@link io.github.graphupload.Client}; errors are
 * {@link io.github.graphupload.GraphUploadException}s.
 */
package io.github.graphupload;
