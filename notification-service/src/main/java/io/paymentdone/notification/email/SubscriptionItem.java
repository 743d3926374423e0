package io.paymentdone.notification.email;

import io.swagger.v3.oas.annotations.media.Schema;

/** A subscription in responses. */
@Schema(description = "What a user gets by e-mail")
record SubscriptionItem(
    @Schema(description = "Where messages go") Email email,
    @Schema(description = "Language of the messages: en, de, fr, es or hi", example = "de")
        String language) {

  /** Where messages go. */
  @Schema(name = "SubscriptionEmail", description = "Where messages go")
  record Email(
      @Schema(description = "The address", example = "user1@example.com") String address,
      @Schema(
              description =
                  "Whether new feed entries are sent there; false after a click on the"
                      + " link to unsubscribe",
              example = "true")
          boolean enabled) {

    @Override
    public String toString() {
      return "Email[enabled=" + enabled + "]";
    }
  }
}
