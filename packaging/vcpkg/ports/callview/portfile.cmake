set(VCPKG_BUILD_TYPE release) # header-only

# The source tree that contains this port.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../../.." ABSOLUTE)

# vcpkg does not notice changes in that tree. So remove an older package first, and install with --no-binarycaching.
vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS -DCALLVIEW_BUILD_TESTS=OFF
          -DCALLVIEW_BUILD_EXAMPLES=OFF
          -DCALLVIEW_BUILD_TOOLS=OFF
          -DCALLVIEW_BUILD_BENCHMARKS=OFF
          -DCALLVIEW_INSTALL=ON
          -DCALLVIEW_FETCH_DEPENDENCIES=OFF
          # Only the developers of callview use these.
          -DCMAKE_DISABLE_FIND_PACKAGE_CLI11=ON
          -DCMAKE_DISABLE_FIND_PACKAGE_Doxygen=ON
          -DCMAKE_DISABLE_FIND_PACKAGE_Python3=ON
          # The installed CMake package looks for OpenSSL itself.
          -DCMAKE_DISABLE_FIND_PACKAGE_OpenSSL=ON)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH share/cmake/callview)
vcpkg_fixup_pkgconfig()

file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
