# Installs only the headers, the CMake package and the pkg-config file. None of these depends on the machine.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(callview_package_dir "${CMAKE_INSTALL_DATADIR}/cmake/callview")

# CMake before 3.23 and Meson do not support file sets, so this also sets the include directory.
install(TARGETS callview EXPORT callview-targets FILE_SET HEADERS INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
# Always installs this header, because the CMake package of the installation looks for OpenSSL.
install(FILES "${CMAKE_CURRENT_SOURCE_DIR}/include/callview/signature.hpp"
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/callview")
install(EXPORT callview-targets NAMESPACE callview:: DESTINATION "${callview_package_dir}")

configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/callview-config.cmake.in"
                              "${CMAKE_CURRENT_BINARY_DIR}/callview-config.cmake" INSTALL_DESTINATION
                              "${callview_package_dir}" NO_SET_AND_CHECK_MACRO)
# Before 1.0, a minor version can break source compatibility.
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/callview-config-version.cmake" COMPATIBILITY
                                 SameMinorVersion ARCH_INDEPENDENT)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/callview-config.cmake"
              "${CMAKE_CURRENT_BINARY_DIR}/callview-config-version.cmake"
              "${CMAKE_CURRENT_LIST_DIR}/callview-compiled.cmake" DESTINATION "${callview_package_dir}")

# Paths are relative to the location of the file, because the prefix can be chosen at installation and moved later.
set(callview_pkgconfig_dir "${CMAKE_INSTALL_DATADIR}/pkgconfig")
if(IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}" OR IS_ABSOLUTE "${CMAKE_INSTALL_DATADIR}")
  set(callview_pc_includedir "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
else()
  file(RELATIVE_PATH callview_to_include "/${callview_pkgconfig_dir}" "/${CMAKE_INSTALL_INCLUDEDIR}")
  set(callview_pc_includedir "\${pcfiledir}/${callview_to_include}")
endif()
configure_file("${CMAKE_CURRENT_LIST_DIR}/callview.pc.in" "${CMAKE_CURRENT_BINARY_DIR}/callview.pc" @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/callview.pc" DESTINATION "${callview_pkgconfig_dir}")
