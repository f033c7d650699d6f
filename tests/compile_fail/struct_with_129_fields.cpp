// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: a struct has at most 128 fields; split it
// lines: 40
#include <renderbus/json/json.hpp>

// clang-format off
struct too_many {
    int f0, f1, f2, f3, f4, f5, f6, f7, f8, f9;
    int f10, f11, f12, f13, f14, f15, f16, f17, f18, f19;
    int f20, f21, f22, f23, f24, f25, f26, f27, f28, f29;
    int f30, f31, f32, f33, f34, f35, f36, f37, f38, f39;
    int f40, f41, f42, f43, f44, f45, f46, f47, f48, f49;
    int f50, f51, f52, f53, f54, f55, f56, f57, f58, f59;
    int f60, f61, f62, f63, f64, f65, f66, f67, f68, f69;
    int f70, f71, f72, f73, f74, f75, f76, f77, f78, f79;
    int f80, f81, f82, f83, f84, f85, f86, f87, f88, f89;
    int f90, f91, f92, f93, f94, f95, f96, f97, f98, f99;
    int f100, f101, f102, f103, f104, f105, f106, f107, f108, f109;
    int f110, f111, f112, f113, f114, f115, f116, f117, f118, f119;
    int f120, f121, f122, f123, f124, f125, f126, f127, f128;
};
// clang-format on
auto text = renderbus::to_json(too_many{});
