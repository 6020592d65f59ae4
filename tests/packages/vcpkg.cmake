# Runs a portfile as vcpkg does, for Linux.
set(PORT graph-upload)
set(VCPKG_TARGET_IS_LINUX ON)
set(VCPKG_TARGET_ARCHITECTURE x64)
if(PROCESSOR STREQUAL "aarch64")
    set(VCPKG_TARGET_ARCHITECTURE arm64)
endif()

function(vcpkg_download_distfile variable)
    cmake_parse_arguments(PARSE_ARGV 1 given "" "FILENAME;SHA512" "URLS")
    file(DOWNLOAD "${given_URLS}" "${CURRENT_BUILDTREES_DIR}/${given_FILENAME}" EXPECTED_HASH "SHA512=${given_SHA512}")
    set(${variable} "${CURRENT_BUILDTREES_DIR}/${given_FILENAME}" PARENT_SCOPE)
endfunction()

function(vcpkg_extract_source_archive variable)
    cmake_parse_arguments(PARSE_ARGV 1 given "" "ARCHIVE" "")
    file(ARCHIVE_EXTRACT INPUT "${given_ARCHIVE}" DESTINATION "${CURRENT_BUILDTREES_DIR}/src")
    # The one folder in it.
    file(GLOB folders "${CURRENT_BUILDTREES_DIR}/src/*")
    set(${variable} "${folders}" PARENT_SCOPE)
endfunction()

function(vcpkg_install_copyright)
    cmake_parse_arguments(PARSE_ARGV 0 given "" "" "FILE_LIST")
    foreach(file IN LISTS given_FILE_LIST)
        file(READ "${file}" text)
        file(APPEND "${CURRENT_PACKAGES_DIR}/share/${PORT}/copyright" "${text}")
    endforeach()
endfunction()

# The archive's file is relative already.
function(vcpkg_fixup_pkgconfig)
endfunction()

include("${PORT_FOLDER}/portfile.cmake")
