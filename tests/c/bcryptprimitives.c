/* A DLL for Wine before its version 9, which lacks this one; see scripts/test-windows.sh. Windows has had it since 8. */
#include <windows.h>

/* Of advapi32, where it is called SystemFunction036. */
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length) {
    return RtlGenRandom(data, (ULONG)length);
}
