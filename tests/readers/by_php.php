<?php
// Prints what PHP saw: by_php.php DECLARATIONS LIBRARY KIND:NAME...
use FFI\CType;

$library = FFI::cdef(file_get_contents($argv[1]), $argv[2]);

function normal(CType $type): string
{
    switch ($type->getKind()) {
        case CType::TYPE_VOID:
            return "void";
        case CType::TYPE_POINTER:
            $to = $type->getPointerType()->getKind();
            return [CType::TYPE_UINT8 => "*u8", CType::TYPE_UINT32 => "*u32"][$to] ?? "*";
        case CType::TYPE_FUNC:
            return "*";
        case CType::TYPE_SINT32:
            return "i32";
        case CType::TYPE_UINT32:
            return "u32";
        case CType::TYPE_SINT64:
            return "i64";
        case CType::TYPE_UINT64:
            return "u64";
    }
    return $type->getName();
}

function signature(CType $type): string
{
    $parameters = [];
    for ($i = 0; $i < $type->getFuncParameterCount(); $i++) {
        $parameters[] = normal($type->getFuncParameterType($i));
    }
    return normal($type->getFuncReturnType()) . "(" . implode(",", $parameters) . ")";
}

foreach (array_slice($argv, 3) as $wanted) {
    [$kind, $name] = explode(":", $wanted);
    $seen = match ($kind) {
        "function" => signature(FFI::typeof($library->$name)->getPointerType()),
        "callback" => signature($library->type($name)->getPointerType()),
        "type" => normal($library->type($name)),
        "constant" => $library->$name,
    };
    echo "$kind $name $seen\n";
}
echo "version ", $library->gu_version_number(), "\n";
echo "status_name ", $library->gu_status_name(7), "\n";
