package io.paymentdone.web.openapi;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes an {@code id} in a path that is a UUID. */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Parameter(
    description = "The id, a UUID",
    schema = @Schema(type = "string", format = "uuid"),
    example = "019acf3e-8f2b-7c41-a6d0-5b1c9e7d2f30")
public @interface IdParameter {}
