package io.paymentdone.web.openapi;

import io.paymentdone.events.PaymentDone;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes a required parameter {@code userId}. */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Parameter(
    description = UserIdParameter.DESCRIPTION,
    required = true,
    schema = @Schema(type = "string", minLength = 1, maxLength = PaymentDone.USER_ID_LENGTH_MAX),
    example = "user1")
public @interface UserIdParameter {

  /** What every {@code userId} is. */
  String DESCRIPTION = "The user: 1 to 128 characters, no control characters.";
}
