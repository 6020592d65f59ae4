/* Files with names in UTF-8, and handles as gu_upload_set_file_handle() takes them, on every system. */
#ifndef FILES_H
#define FILES_H

#include <stdint.h>
#include <stdio.h>

#ifdef _WIN32

#include <windows.h>

/* The C library takes names in the code page of the user, which has not every letter. */
static inline const wchar_t *wide(const char *text) {
    static wchar_t buffer[1024];
    if (MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, buffer, 1024) == 0) buffer[0] = L'\0';
    return buffer;
}

static inline FILE *create_file(const char *path) {
    return _wfopen(wide(path), L"wb");
}

static inline int remove_file(const char *path) {
    return DeleteFileW(wide(path)) ? 0 : -1;
}

/* Opened so that it can be removed meanwhile, as everywhere else. */
static inline uint64_t open_handle(const char *path) {
    DWORD shared = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
    return (uint64_t)(uintptr_t)CreateFileW(wide(path), GENERIC_READ, shared, NULL, OPEN_EXISTING, 0, NULL);
}

static inline int move_file(const char *from, const char *to) {
    wchar_t kept[1024];
    wcscpy(kept, wide(from));
    return MoveFileW(kept, wide(to)) ? 0 : -1;
}

static inline int seek_handle(uint64_t handle, int32_t offset) {
    return SetFilePointer((HANDLE)(uintptr_t)handle, offset, NULL, FILE_BEGIN) == (DWORD)offset ? 0 : -1;
}

static inline void close_handle(uint64_t handle) {
    CloseHandle((HANDLE)(uintptr_t)handle);
}

#else

#include <fcntl.h>
#include <unistd.h>

static inline FILE *create_file(const char *path) {
    return fopen(path, "wb");
}

static inline int remove_file(const char *path) {
    return remove(path);
}

static inline int move_file(const char *from, const char *to) {
    return rename(from, to);
}

static inline uint64_t open_handle(const char *path) {
    return (uint64_t)open(path, O_RDONLY);
}

static inline int seek_handle(uint64_t handle, int32_t offset) {
    return lseek((int)handle, offset, SEEK_SET) == offset ? 0 : -1;
}

static inline void close_handle(uint64_t handle) {
    close((int)handle);
}

#endif

#endif
