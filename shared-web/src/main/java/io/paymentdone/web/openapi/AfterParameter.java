package io.paymentdone.web.openapi;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes the parameter {@code after} ({@link io.paymentdone.web.paging.Cursor}). */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Parameter(
    description =
        "The cursor next of the page before, as it was: at most 512 characters. The first page if"
            + " absent.",
    schema = @Schema(type = "string", maxLength = 512),
    example = "AAAAAAAAACr7Hn1k2mWkWA")
public @interface AfterParameter {}
