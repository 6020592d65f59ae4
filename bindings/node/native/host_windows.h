/* What Node's program exports. It is looked up in the program that runs, since Node may be part of one of another name. */
#ifndef HOST_WINDOWS_H
#define HOST_WINDOWS_H

#include <windows.h>

/* Between handles and descriptors of Node's C library, which are not those of another one. */
int host_open_handle(HANDLE handle);
HANDLE host_handle(int descriptor);

#endif
