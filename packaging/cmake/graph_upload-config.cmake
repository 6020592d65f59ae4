# find_package(graph_upload) gives the target graph_upload::graph_upload.
#
# Which library that is follows, in this order: COMPONENTS shared or static, graph_upload_USE_STATIC_LIBS, what is
# installed. Both are there by name as well: graph_upload::shared, graph_upload::static.
#
# Nothing here names a version or a path of the machine that built the package, so that the folder can be moved.

cmake_minimum_required(VERSION 3.16)

# <prefix>/share/cmake/graph_upload
get_filename_component(_graph_upload_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

function(_graph_upload_find variable)
    find_library(${variable} NAMES ${ARGN} NAMES_PER_DIR NO_DEFAULT_PATH NO_CACHE PATHS "${_graph_upload_prefix}"
                 PATH_SUFFIXES "lib/${CMAKE_LIBRARY_ARCHITECTURE}" lib lib64 bin)
    set(${variable} "${${variable}}" PARENT_SCOPE)
endfunction()

# What a program that links the static library needs besides is known by the pkg-config file, which scripts/install.sh has written.
function(_graph_upload_private_libraries library variable)
    get_filename_component(folder "${library}" DIRECTORY)
    file(STRINGS "${folder}/pkgconfig/graph_upload.pc" line REGEX "^Libs\\.private:")
    string(REGEX REPLACE "^Libs\\.private: *" "" line "${line}")
    separate_arguments(libraries UNIX_COMMAND "${line}")
    set(${variable} "${libraries}" PARENT_SCOPE)
endfunction()

if(NOT MSVC)
    _graph_upload_find(_graph_upload_static libgraph_upload.a)
endif()
if(_graph_upload_static AND NOT TARGET graph_upload::static)
    add_library(graph_upload::static STATIC IMPORTED)
    _graph_upload_private_libraries("${_graph_upload_static}" _graph_upload_private)
    set_target_properties(graph_upload::static PROPERTIES
        IMPORTED_LOCATION "${_graph_upload_static}"
        IMPORTED_LINK_INTERFACE_LANGUAGES C
        INTERFACE_INCLUDE_DIRECTORIES "${_graph_upload_prefix}/include"
        INTERFACE_LINK_LIBRARIES "${_graph_upload_private}")
endif()

# Visual Studio's linker takes no import library of MinGW.
if(MSVC)
    _graph_upload_find(_graph_upload_shared graph_upload.lib)
else()
    _graph_upload_find(_graph_upload_shared libgraph_upload.so libgraph_upload.dylib libgraph_upload.dll.a)
endif()
if(_graph_upload_shared AND NOT TARGET graph_upload::shared)
    add_library(graph_upload::shared SHARED IMPORTED)
    set_target_properties(graph_upload::shared PROPERTIES
        INTERFACE_INCLUDE_DIRECTORIES "${_graph_upload_prefix}/include")
    if(WIN32)
        set_target_properties(graph_upload::shared PROPERTIES
            IMPORTED_IMPLIB "${_graph_upload_shared}"
            IMPORTED_LOCATION "${_graph_upload_prefix}/bin/graph_upload.dll")
    else()
        set_target_properties(graph_upload::shared PROPERTIES IMPORTED_LOCATION "${_graph_upload_shared}")
    endif()
endif()

foreach(_graph_upload_component shared static)
    if(TARGET graph_upload::${_graph_upload_component})
        set(graph_upload_${_graph_upload_component}_FOUND TRUE)
    endif()
endforeach()

set(graph_upload_FOUND TRUE)
foreach(_graph_upload_component IN LISTS graph_upload_FIND_COMPONENTS)
    if(NOT graph_upload_${_graph_upload_component}_FOUND AND graph_upload_FIND_REQUIRED_${_graph_upload_component})
        set(graph_upload_FOUND FALSE)
        set(graph_upload_NOT_FOUND_MESSAGE "the ${_graph_upload_component} library is not below ${_graph_upload_prefix}")
    endif()
endforeach()

if(NOT TARGET graph_upload::graph_upload)
    if(graph_upload_FIND_COMPONENTS)
        list(GET graph_upload_FIND_COMPONENTS 0 _graph_upload_kind)
    elseif(graph_upload_USE_STATIC_LIBS OR NOT TARGET graph_upload::shared)
        set(_graph_upload_kind static)
    else()
        set(_graph_upload_kind shared)
    endif()
    if(TARGET graph_upload::${_graph_upload_kind})
        add_library(graph_upload::graph_upload INTERFACE IMPORTED)
        set_target_properties(graph_upload::graph_upload PROPERTIES
            INTERFACE_LINK_LIBRARIES graph_upload::${_graph_upload_kind})
    elseif(graph_upload_FOUND)
        set(graph_upload_FOUND FALSE)
        set(graph_upload_NOT_FOUND_MESSAGE "no ${_graph_upload_kind} library is below ${_graph_upload_prefix}")
    endif()
endif()
