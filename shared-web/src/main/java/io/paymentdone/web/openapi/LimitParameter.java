package io.paymentdone.web.openapi;

import io.paymentdone.web.paging.PageLimit;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes the parameter {@code limit} ({@link PageLimit}). */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Parameter(
    description =
        "Most items of the page: 1 to "
            + PageLimit.MAX
            + ", "
            + PageLimit.DEFAULT
            + " if absent. A page of long texts has fewer.",
    schema =
        @Schema(
            type = "integer",
            minimum = "1",
            maximum = "" + PageLimit.MAX,
            defaultValue = "" + PageLimit.DEFAULT),
    example = "20")
public @interface LimitParameter {}
