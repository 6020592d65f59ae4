# The version is that of the header beside. Until 1.0 a minor version may break what the one before promised.

file(STRINGS "${CMAKE_CURRENT_LIST_DIR}/../../../include/graph_upload.h" _graph_upload_lines
     REGEX "^#define GU_VERSION_(MAJOR|MINOR|PATCH) ")
foreach(_graph_upload_part MAJOR MINOR PATCH)
    string(REGEX MATCH "GU_VERSION_${_graph_upload_part} ([0-9]+)" _graph_upload_line "${_graph_upload_lines}")
    set(_graph_upload_${_graph_upload_part} "${CMAKE_MATCH_1}")
endforeach()
set(PACKAGE_VERSION "${_graph_upload_MAJOR}.${_graph_upload_MINOR}.${_graph_upload_PATCH}")

set(PACKAGE_VERSION_COMPATIBLE FALSE)
if(PACKAGE_FIND_VERSION_MAJOR EQUAL _graph_upload_MAJOR AND NOT PACKAGE_VERSION VERSION_LESS PACKAGE_FIND_VERSION)
    if(_graph_upload_MAJOR GREATER 0 OR PACKAGE_FIND_VERSION_COUNT EQUAL 1
       OR PACKAGE_FIND_VERSION_MINOR EQUAL _graph_upload_MINOR)
        set(PACKAGE_VERSION_COMPATIBLE TRUE)
    endif()
endif()
if(PACKAGE_VERSION VERSION_EQUAL PACKAGE_FIND_VERSION)
    set(PACKAGE_VERSION_EXACT TRUE)
endif()
