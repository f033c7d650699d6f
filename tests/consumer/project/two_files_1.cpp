// SPDX-License-Identifier: BSL-1.0
#include "everything.hpp"

const std::error_category* category_seen_by_the_other_file();

int main() {
    // An inline function is one function in the whole program.
    return category_seen_by_the_other_file() == &renderbus::transport_category() ? 0 : 1;
}
