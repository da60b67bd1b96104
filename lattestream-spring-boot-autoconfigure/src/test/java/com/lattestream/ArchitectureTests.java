/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package com.lattestream;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for who may use whom. Packages that do not exist yet have their rules already.
 */
class ArchitectureTests {

	/** The packages, and which others each may use beside the vocabulary. */
	private static final Map<String, String> ROOMS = Map.ofEntries(Map.entry("signature", ""),
			Map.entry("signature.bouncycastle", "signature"), Map.entry("protocol", ""), Map.entry("auth", "signature"),
			Map.entry("broker", ""), Map.entry("broker.redis", "broker"),
			Map.entry("hub", "protocol auth broker signature"), Map.entry("remote", "signature"),
			Map.entry("webhook", "signature broker hub"),
			Map.entry("web", "signature protocol auth broker hub webhook"),
			Map.entry("web.container", "protocol hub web"),
			Map.entry("web.reactive", "signature protocol auth broker hub webhook web web.container"),
			Map.entry("web.servlet", "signature protocol auth broker hub webhook web web.container"),
			Map.entry("actuate", "broker hub"));

	private static final String[] CORE = { "com.lattestream", "com.lattestream.signature", "com.lattestream.protocol",
			"com.lattestream.auth", "com.lattestream.broker", "com.lattestream.hub" };

	private static final String[] REACTIVE_STACK = { "org.springframework.web.reactive..",
			"org.springframework.web.server..", "org.springframework.http.server.reactive..",
			"org.springframework.http.codec..", "reactor.netty..", "io.netty.." };

	private static final String[] SERVLET_STACK = { "org.springframework.web.servlet..",
			"org.springframework.web.socket..", "org.springframework.web.context..", "jakarta.servlet..",
			"jakarta.websocket..", "org.apache.catalina..", "org.apache.coyote..", "org.apache.tomcat..",
			"org.eclipse.jetty.." };

	private static final String[] REDIS = { "org.springframework.data..", "io.lettuce..", "redis.clients.." };

	private static final JavaClasses MAIN = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("com.lattestream");

	@Test
	void packagesUseOnlyWhatTheyMay() {
		Architectures.LayeredArchitecture architecture = Architectures.layeredArchitecture()
			.consideringOnlyDependenciesInLayers()
			.withOptionalLayers(true)
			.ensureAllClassesAreContainedInArchitecture()
			.layer("vocabulary")
			.definedBy("com.lattestream")
			.whereLayer("vocabulary")
			.mayNotAccessAnyLayer()
			.layer("autoconfigure")
			.definedBy("com.lattestream.autoconfigure..")
			.whereLayer("autoconfigure")
			.mayNotBeAccessedByAnyLayer();
		for (String room : ROOMS.keySet()) {
			architecture = architecture.layer(room).definedBy("com.lattestream." + room);
		}
		for (Map.Entry<String, String> room : ROOMS.entrySet()) {
			String[] allowed = ("vocabulary " + room.getValue()).trim().split(" ");
			architecture = architecture.whereLayer(room.getKey()).mayOnlyAccessLayers(allowed);
		}
		architecture.check(MAIN);
	}

	@Test
	void packagesAreFreeOfCycles() {
		SlicesRuleDefinition.slices().matching("(**)").should().beFreeOfCycles().check(MAIN);
	}

	@Test
	void coreKnowsNoFrameworkAroundIt() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage(CORE)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.boot..", "org.springframework.web..", "org.springframework.http..",
					"jakarta..", "io.netty..", "reactor.netty..", "io.micrometer..")
			.orShould()
			.dependOnClassesThat()
			.resideInAnyPackage(REDIS)
			.check(MAIN);
	}

	@Test
	void protocolKnowsNoReactor() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage("com.lattestream.protocol")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("reactor..")
			.check(MAIN);
	}

	@Test
	void webLogicIsFitForBothStacks() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage("com.lattestream.web", "com.lattestream.webhook", "com.lattestream.remote")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(SERVLET_STACK)
			.check(MAIN);
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage("com.lattestream.web")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(REACTIVE_STACK)
			.check(MAIN);
	}

	@Test
	void stacksKnowNothingOfEachOther() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage("com.lattestream.web.reactive", "com.lattestream.autoconfigure.reactive")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(SERVLET_STACK)
			.check(MAIN);
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage("com.lattestream.web.servlet", "com.lattestream.autoconfigure.servlet",
					"com.lattestream.web.container")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(REACTIVE_STACK)
			.allowEmptyShould(true)
			.check(MAIN);
	}

	@Test
	void optionalLibrariesStayInTheirRooms() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages("com.lattestream.broker.redis", "com.lattestream.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(REDIS)
			.check(MAIN);
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages("com.lattestream.actuate", "com.lattestream.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.boot..", "io.micrometer.core..")
			.check(MAIN);
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages("com.lattestream.actuate", "com.lattestream.remote",
					"com.lattestream.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.micrometer..")
			.check(MAIN);
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages("com.lattestream.remote", "com.lattestream.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("com.github.benmanes.caffeine..")
			.check(MAIN);
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages("com.lattestream.signature.bouncycastle", "com.lattestream.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.bouncycastle..")
			.check(MAIN);
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage("com.lattestream.remote")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("reactor.netty..", "io.netty..", "java.net.http..")
			.check(MAIN);
	}

	@Test
	void packagesAreNullMarked() {
		ArchRuleDefinition.classes()
			.should()
			.resideInAPackage("com.lattestream..")
			.andShould(ArchConditions.be(inNullMarkedPackage()))
			.check(MAIN);
	}

	@Test
	void autoConfigurationsArePublicAndFinalWithoutPublicMembers() {
		ArchRuleDefinition.classes()
			.that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.check(MAIN);
		ArchRuleDefinition.methods()
			.that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic()
			.check(MAIN);
		ArchRuleDefinition.constructors()
			.that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic()
			.check(MAIN);
		ArchRuleDefinition.fields()
			.that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic()
			.check(MAIN);
	}

	@Test
	void autoConfigurationsAreRegistered() {
		assertThat(
				MAIN.stream().filter((type) -> type.isAnnotatedWith(AutoConfiguration.class)).map(JavaClass::getName))
			.containsExactlyInAnyOrderElementsOf(
					ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader())
						.getCandidates()
						.stream()
						.filter((name) -> name.startsWith("com.lattestream."))
						.toList());
	}

	@Test
	void nothingIsPrintedAndLogsGoOneWay() {
		GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(MAIN);
		GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(MAIN);
		ArchRuleDefinition.noClasses()
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.slf4j..", "ch.qos.logback..")
			.check(MAIN);
	}

	@Test
	void nobodySleeps() {
		ArchRule rule = ArchRuleDefinition.noClasses()
			.should()
			.callMethod(Thread.class, "sleep", long.class)
			.orShould()
			.callMethod(Thread.class, "sleep", long.class, int.class)
			.orShould()
			.callMethod(TimeUnit.class, "sleep", long.class);
		rule.check(MAIN);
		rule.check(new ClassFileImporter().withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
			.importPackages("com.lattestream", "com.example"));
	}

	private static DescribedPredicate<JavaClass> inNullMarkedPackage() {
		return DescribedPredicate.describe("in a package that is @NullMarked",
				(type) -> type.getPackage().isAnnotatedWith(NullMarked.class));
	}

}
