// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_CONFIG_HPP
#define RENDERBUS_DETAIL_CONFIG_HPP

// Bodies that are no templates stand in impl/*.ipp. They are inline by default; a program that defines
// RENDERBUS_SEPARATE_COMPILATION everywhere and includes <renderbus/impl/src.hpp> in one file compiles them once.
#if defined(RENDERBUS_SEPARATE_COMPILATION)
#define RENDERBUS_DECL
#else
#define RENDERBUS_DECL inline
#define RENDERBUS_HEADER_ONLY 1
#endif

#if defined(_MSVC_LANG) ? _MSVC_LANG < 202002L : __cplusplus < 202002L
#error "renderbus: compile with C++20 or later (-std=c++20)"
#endif

#endif
