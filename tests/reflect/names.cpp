// SPDX-License-Identifier: BSL-1.0
#include <renderbus/reflect/names.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using renderbus::naming;
using renderbus::spelled;

template <class T>
std::string names_of() {
    std::string all;
    for (const auto name : renderbus::wire_names<T>) all += (all.empty() ? "" : " ") + std::string(name);
    return all;
}

struct camel {
    int task_id_list = 0;
    int id = 0;
    int a_b_c = 0;
    int x2_y = 0;
    int frame_2d = 0;
    int _leading = 0;
    int delete_ = 0;
    int already_Upper = 0;
    int camelAlready = 0;
};
struct written {
    int task_id_list = 0;
    int default_ = 0;
    static constexpr auto wire_naming = naming::as_written;
};
struct agent {
    int task_name = 0;
    int server_ssl_port = 0;
    int new_ = 0;
    static constexpr auto wire_naming = naming::kebab_case;
};
struct headers {
    int access_id = 0;
    int utc_timestamp = 0;
    int nonce = 0;
    static constexpr auto spellings = spelled({{"utc_timestamp", "UTCTimestamp"}});
};
struct bids {
    int user_id = 0;
    int config_bid = 0;
    int input_bid = 0;
    static constexpr auto spellings = spelled({{"input_bid", "input_bid"}, {"config_bid", "config_bid"}});
};
struct mostly_written {
    int hardware_config_id = 0;
    int cg_id = 0;
    static constexpr auto wire_naming = naming::as_written;
    static constexpr auto spellings = spelled({{"hardware_config_id", "hardwareConfigId"}});
};
struct foreign_letters {
    int plain = 0;
    static constexpr auto spellings = spelled({{"plain", "名字 \"x\""}});
};
struct kinds {
    std::optional<std::vector<int>> may_be;
    std::unique_ptr<int[]> owned_by;
    std::array<int, 3> three_of;
    bool on_off = false;
    int (*call_back)(int, char) = nullptr;
    camel inner_part;
};
enum class shade { dark };
template <class T, auto Value>
struct templated {
    T first_one{};
    int value = 0;
};
/// The word that compilers write before a field's name, as a struct and as a field.
struct value {
    int value = 0;
    int value_at = 0;
};
struct outer {
    struct inner {
        int deep_name = 0;
    };
    static std::string names_of_local() {
        struct local {
            int in_member = 0;
            std::string path;
        };
        return names_of<local>();
    }
};
struct empty {};

}  // namespace

BOOST_AUTO_TEST_SUITE(names)

BOOST_AUTO_TEST_CASE(are_camel_case_unless_said_otherwise) {
    BOOST_TEST(names_of<camel>() == "taskIdList id aBC x2Y frame2d _leading delete alreadyUpper camelAlready");
}

BOOST_AUTO_TEST_CASE(may_be_as_written) { BOOST_TEST(names_of<written>() == "task_id_list default"); }

BOOST_AUTO_TEST_CASE(may_be_kebab_case) { BOOST_TEST(names_of<agent>() == "task-name server-ssl-port new"); }

BOOST_AUTO_TEST_CASE(may_be_spelled_one_by_one) {
    BOOST_TEST(names_of<headers>() == "accessId UTCTimestamp nonce");
    BOOST_TEST(names_of<bids>() == "userId config_bid input_bid");
    BOOST_TEST(names_of<mostly_written>() == "hardwareConfigId cg_id");
    BOOST_TEST(names_of<foreign_letters>() == "名字 \"x\"");
}

BOOST_AUTO_TEST_CASE(do_not_depend_on_the_types_of_the_fields) {
    BOOST_TEST(names_of<kinds>() == "mayBe ownedBy threeOf onOff callBack innerPart");
}

BOOST_AUTO_TEST_CASE(of_templates_are_found) {
    BOOST_TEST((names_of<templated<int, 7>>() == "firstOne value"));
    BOOST_TEST((names_of<templated<std::string, shade::dark>>() == "firstOne value"));
    BOOST_TEST((names_of<templated<camel, static_cast<shade>(9)>>() == "firstOne value"));
    BOOST_TEST((names_of<templated<templated<int, 'x'>, '}'>>() == "firstOne value"));
    BOOST_TEST((names_of<templated<templated<int, ')'>, nullptr>>() == "firstOne value"));
}

BOOST_AUTO_TEST_CASE(of_nested_structs_are_found) {
    BOOST_TEST(names_of<value>() == "value valueAt");
    BOOST_TEST(names_of<outer::inner>() == "deepName");
}

BOOST_AUTO_TEST_CASE(of_local_structs_are_found) {
    struct local {
        int in_function = 0;
        std::string path;
    };
    BOOST_TEST(names_of<local>() == "inFunction path");
    BOOST_TEST(outer::names_of_local() == "inMember path");
    const auto names_in_lambda = [](auto number) {
        struct more_local {
            decltype(number) in_lambda = 0;
            std::string path;
        };
        return names_of<more_local>();
    };
    BOOST_TEST(names_in_lambda(1) == "inLambda path");
    BOOST_TEST(names_in_lambda(1.5) == "inLambda path");
}

BOOST_AUTO_TEST_CASE(of_an_empty_struct_are_none) { BOOST_TEST(renderbus::wire_names<empty>.empty()); }

BOOST_AUTO_TEST_CASE(are_known_at_compile_time) {
    static_assert(renderbus::wire_names<headers>[1] == "UTCTimestamp");
    static_assert(renderbus::wire_names<camel>.size() == 9);
    BOOST_TEST(renderbus::wire_names<headers>[0] == "accessId");
}

BOOST_AUTO_TEST_SUITE_END()
