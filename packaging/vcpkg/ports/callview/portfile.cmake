set(VCPKG_BUILD_TYPE release) # header-only

# The tree that this port stands in.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../../.." ABSOLUTE)

vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS -DCALLVIEW_BUILD_TESTS=OFF -DCALLVIEW_BUILD_EXAMPLES=OFF -DCALLVIEW_BUILD_TOOLS=OFF -DCALLVIEW_BUILD_BENCHMARKS=OFF -DCALLVIEW_INSTALL=ON
          -DCALLVIEW_FETCH_DEPENDENCIES=OFF)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH share/cmake/callview)
vcpkg_fixup_pkgconfig()

file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
