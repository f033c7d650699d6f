// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_CHECKPOINT_IPP
#define RENDERBUS_PIPELINE_IMPL_CHECKPOINT_IPP

#include <renderbus/pipeline/checkpoint.hpp>

#include <optional>

namespace renderbus::detail {

/// Looks into the journal; what is not there is done and then kept.
class checkpointing : public std::enable_shared_from_this<checkpointing> {
public:
    checkpointing(const run_context& outer, checkpoint_at at, journal_form form, completion<box> done)
        : in_(outer.copy(outer)), at_(std::move(at)), form_(form), done_(std::move(done)) {}

    void start(const node& before, box value) {
        auto key = key_of(value);
        if (!key) return done_(std::move(key).error());
        key_ = *std::move(key);
        auto known = at_.journal.find(key_);
        if (!known) return done_(std::move(known).error());
        if (*known) return restore(**known, before);
        const auto begun = at_.journal.begin(key_);
        if (!begun) return done_(begun.error());
        in_->journal_key = key_;
        in_->begun_before = *begun;
        before.start(before.stage, *in_, std::move(value),
                     [self = shared_from_this()](result<box> outcome) { self->keep(std::move(outcome)); });
    }

private:
    result<std::string> key_of(const box& value) const {
        const auto content = form_.content(value);
        if (!content) return content.error();
        return content_key()
            .add("checkpoint", at_.name)
            .add("stages", at_.stages)
            .add("shapes", form_.shapes())
            .add("input", *content)
            .finish();
    }

    void restore(const journal_entry& entry, const node& before) {
        auto value = form_.restore(entry);
        if (value) in_->tell(event::kind::stage_restored, "checkpoint", at_.name, in_->place + before.length, in_->places);
        done_(std::move(value));
    }

    void keep(result<box> outcome) {
        if (!outcome) return done_(std::move(outcome));
        const auto entry = form_.keep(*outcome);
        if (!entry) return done_(entry.error());
        if (auto kept = at_.journal.keep(key_, *entry); !kept) return done_(std::move(kept).error());
        done_(std::move(outcome));
    }

    std::shared_ptr<run_context> in_;
    checkpoint_at at_;
    journal_form form_;
    completion<box> done_;
    std::string key_;
};

RENDERBUS_DECL void start_checkpoint(run_context& context, checkpoint_at at, journal_form form, const node& before, box value,
                                     completion<box> done) {
    std::make_shared<checkpointing>(context, std::move(at), form, std::move(done))->start(before, std::move(value));
}

}  // namespace renderbus::detail

#endif
