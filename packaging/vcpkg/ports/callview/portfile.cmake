set(VCPKG_BUILD_TYPE release) # header-only

# The tree that this port stands in.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../../.." ABSOLUTE)

# vcpkg does not see when that tree changes: install with --no-binarycaching, and remove an older package first.
vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS -DCALLVIEW_BUILD_TESTS=OFF
          -DCALLVIEW_BUILD_EXAMPLES=OFF
          -DCALLVIEW_BUILD_TOOLS=OFF
          -DCALLVIEW_BUILD_BENCHMARKS=OFF
          -DCALLVIEW_INSTALL=ON
          -DCALLVIEW_FETCH_DEPENDENCIES=OFF
          # What only its own developers use.
          -DCMAKE_DISABLE_FIND_PACKAGE_CLI11=ON
          -DCMAKE_DISABLE_FIND_PACKAGE_Doxygen=ON
          -DCMAKE_DISABLE_FIND_PACKAGE_Python3=ON
          # The installed configuration looks for it where it is used.
          -DCMAKE_DISABLE_FIND_PACKAGE_OpenSSL=ON)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH share/cmake/callview)
vcpkg_fixup_pkgconfig()

file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
