"""F1 to F3: what can be wrong with a pack's declaration, the tags of its Word template, and what Word put around them."""

from __future__ import annotations

from .model.finding import Rule, Severity

F101 = Rule(
    "F101",
    "格式声明有误",
    "format.yaml 是别的一切的依据：不认识的键、写重的编号、找不到的行或列，都会让某些校验悄悄不起作用。",
    "knd: amount",
    "kind: amount",
)
F102 = Rule(
    "F102",
    "格式包里没有 Word 模板",
    "没有模板就生成不了年报。",
    "格式包的文件夹里只有 format.yaml",
    "reportgen format template 格式包，画一份模板",
)

F201 = Rule(
    "F201",
    "标签没有写完整",
    "标签以 {{ 或 {% 开头、以 }} 或 %} 结尾，头尾要在同一段里；少一个花括号，整份年报都生成不了，或者花括号原样印在年报里。",
    "{{ applications.received.all",
    "{{ applications.received.all }}",
)
F202 = Rule(
    "F202",
    "花括号写错了",
    "中文输入法打出的全角花括号、单个花括号、中间有空格的花括号都不是标签，会原样印在年报里。",
    "｛｛ signature ｝｝，{ signature }",
    "{{ signature }}",
)
F203 = Rule(
    "F203",
    "标签里的写法有误",
    "标签里只能写名称和条件，标点用半角；写错了，整份年报都生成不了。",
    "{%p if block.style = 'text' %}",
    "{%p if block.style == 'text' %}",
)
F204 = Rule(
    "F204",
    "循环或条件不成对",
    "for 要有 endfor，if 要有 endif，elif、else 要在 if 里面；头尾的 p、tr、tc 要相同，而且在同一格（同一张表、同一行）里。"
    "不成对就生成不了，跨格的会把表拆坏。",
    "{%p for block in passages.preface %} 后面没有 {%p endfor %}",
    "{%p for block in passages.preface %} …… {%p endfor %}",
)
F205 = Rule(
    "F205",
    "标签里的名称不认识",
    "名称错一个字母就取不到数；程序不会用空白代替。模板里写编号（表.行.列），不写中文名称。",
    "{{ applications.recieved.all }}，{{ 表名.行名.列名 }}",
    "{{ applications.received.all }}",
)
F206 = Rule(
    "F206",
    "标签不在它要代替的地方",
    "{%p、{%tr、{%tc 分别代替它所在的整段、整行、整格；不在表里就没有行和格可以代替。",
    "正文里写 {%tr for line in title %}",
    "正文里写 {%p for line in title %}",
)
F207 = Rule(
    "F207",
    "标签要单独占一段（行、格）",
    "{%p、{%tr、{%tc 和 {{r 代替它所在的整段、整行、整格、整串文字，旁边的文字会一起丢掉。",
    "机关署名：{%p if signature_wide %}",
    "{%p if signature_wide %} 单独一段",
)
F210 = Rule(
    "F210",
    "有的格没有标签",
    "这一格的数在年报里印不出来。",
    "表里有一格是空的，或者打上了去年的数",
    "那一格写 {{ applications.received.natural }}",
)
F211 = Rule(
    "F211",
    "同一个标签写了几处",
    "同一个数在表里印了几次，多半是复制以后忘了改。",
    "两格都写 {{ applications.received.natural }}",
    "每一格写自己的标签",
)
F212 = Rule(
    "F212",
    "标签放错了格",
    "数会印在别的行或别的列下面，看起来却是一份完整的年报。",
    "enterprise 那一列写 {{ applications.received.natural }}",
    "enterprise 那一列写 {{ applications.received.enterprise }}",
)
F213 = Rule(
    "F213",
    "数字格里除了标签还有别的文字",
    "生成以后程序读回每一格，格里只能是那个数；单位写在表头或者另一格里。",
    "{{ disclosure.fees.amount }} 万元",
    "{{ disclosure.fees.amount }}",
)
F214 = Rule(
    "F214",
    "文字没有印出来，或者印了几次",
    "标题、各部分文字、落款都要印，而且只印一次；少了或者多了，程序不肯生成。",
    "模板里没有 {%p for block in passages.problems %}",
    "在这一部分的标题下面放这一组循环",
)
F215 = Rule(
    "F215",
    "段落循环少一种样式",
    "写文字的人可以用小标题、图片等；循环里没有这种样式，那一段就丢了。",
    "循环里没有 {%p elif block.style == 'image' %}",
    "每一种样式各占一支",
)
F216 = Rule(
    "F216",
    "模板的表与格式的行、列对不上",
    "程序按行和列的名称认格子；名称与格式不同，就证明不了数落在对的格里。",
    "模板里写“当年收到”，format.yaml 里是“本年收到”",
    "两处写同一个名称",
)
F217 = Rule(
    "F217",
    "模板的标题、名称与格式写得不同",
    "部分的标题、表上的行名列名印在模板里，改了字，每一份年报都跟着错；程序认得出相近的名称，收表的人不认。",
    "模板里印着“（一）当年收到”，format.yaml 里是“（一）本年收到”",
    "两处写得一样",
    Severity.WARNING,
)
F220 = Rule(
    "F220",
    "不允许的写法",
    "标签只用来取数和文字。能伸进程序内部的写法一律不执行：模板在人手里传来传去，不能变成可以运行的程序。",
    "{{ title.__class__ }}，{{ title.append('x') }}",
    "{{ line }}",
)
F221 = Rule(
    "F221",
    "模板里用不着的语句",
    "年报的模板只要 for 和 if。include、import、extends 引用别的文件，生成不了；set、macro 等让别人看不懂；"
    "docxtpl 的 colspan、cellbg、vm、hm 本程序不用，合并格和底纹直接在 Word 里画。",
    "{% include '页眉.docx' %}",
    "把内容直接画在模板里",
)
F222 = Rule(
    "F222",
    "不认识的过滤器",
    "竖线后面只能写 Jinja 自带的过滤器；数字已经由程序排好，一般用不着。",
    "{{ date|uper }}",
    "{{ date }}",
)
F223 = Rule(
    "F223",
    "关掉了转义",
    "|safe 让文字里的 <、& 变成文件的一部分，年报会打不开或者丢字。",
    "{{ block.text|safe }}",
    "{{ block.text }}",
    Severity.WARNING,
)
F230 = Rule(
    "F230",
    "模板试印不成",
    "检查的时候用模板印一份只有记号的年报：印不出来，正式的也印不出来。",
    "{{ date + 1 }}",
    "{{ date }}",
)

F301 = Rule(
    "F301",
    "标签在内容控件里",
    "生成的年报里还是控件：控件锁定了就改不了字；与别处的数据绑定的，Word 一打开就用那份数据盖掉年报的数（这一种是错误）。"
    "别的程序（如 docxtpl）还会丢掉表格的一列。",
    "用“开发工具—内容控件”做的填空格",
    "删除内容控件（右击—删除内容控件），只留标签",
    Severity.WARNING,
)
F302 = Rule(
    "F302",
    "标签在表中的表里",
    "程序看里面的表，外面的表当作排版的框；WPS 和网页会把两层表画错，读屏软件读不出行列。",
    "为了并排，把两张表放进一张没有边框的表",
    "改成一张表",
    Severity.WARNING,
)
F303 = Rule(
    "F303",
    "表格的行没有从第一列开始",
    "行首、行尾缺格（gridBefore、gridAfter）时，Word 和 WPS 画的列宽不同，别的程序还会少算一列。",
    "把某一行的左边线往右拖",
    "那一行补上空格子，不要边框",
    Severity.WARNING,
)
F304 = Rule(
    "F304",
    "模板里留着修订",
    "每份年报都会带着这些修订；删去的标签照样起作用，删去的字公众还看得见。",
    "打开“修订”以后改的模板",
    "“审阅—接受—接受所有修订”，再关闭修订",
)
F305 = Rule(
    "F305",
    "模板里留着批注",
    "批注会原样印进每一份年报，公开出去。",
    "页边有“这里要改”的批注",
    "“审阅—删除—删除所有批注”",
    Severity.WARNING,
)
F306 = Rule(
    "F306",
    "标签在域里",
    "域的内容由 Word 在打印或按 F9 时重新计算，印好的数会被换掉。",
    "交叉引用、邮件合并域里写了标签",
    "选中域按 Ctrl+Shift+F9 变成普通文字，再写标签",
    Severity.WARNING,
)
F307 = Rule(
    "F307",
    "标签在文本框里",
    "文本框在文件里存两份（给新旧程序各一份），里面的标签会印两次（这一种是错误）；网页和文字版常常读不到它。",
    "署名放在文本框里",
    "署名直接写成一段，用段落格式定位置",
    Severity.WARNING,
)
F308 = Rule(
    "F308",
    "一个标签里有几种字体格式",
    "印出来的文字用标签第一个字的格式；其余的格式不起作用。",
    "{{ signature }} 里只有 signature 加粗，花括号没有加粗",
    "把整个标签（连花括号）设成同一种格式",
    Severity.WARNING,
)
F309 = Rule(
    "F309",
    "模板里嵌着另一个文件的正文",
    "这种内容（altChunk）要等 Word 打开时才并进来，里面的标签不会换成数，WPS 里看不见。",
    "由别的程序拼接而成的模板",
    "用 Word 打开，另存一次",
)
F310 = Rule(
    "F310",
    "模板里有宏",
    "公开的年报不能带宏；带宏的内容存成 .docx，Word 不肯打开。",
    "由 .docm 改名而来的 template.docx",
    "用 Word 另存为“Word 文档（*.docx）”",
)
F311 = Rule(
    "F311",
    "模板引用了外面的文件",
    "每份年报都会去找这个文件：别人的电脑上没有，图片就是空的；还会泄露内部的路径。",
    "附加模板 \\\\服务器\\模板\\公文.dotm；链接的图片",
    "取消附加模板；图片选“插入”而不是“链接到文件”",
    Severity.WARNING,
)
F312 = Rule(
    "F312",
    "模板里嵌入了字体",
    "每份年报都会带着字体文件，大几兆；许多字体不许随文件公开散发。",
    "“选项—保存—将字体嵌入文件”",
    "取消这一项，另存一次",
    Severity.WARNING,
)
F313 = Rule(
    "F313",
    "印出来的表变了形",
    "模板的列宽、合并格要原样留在年报里；少一格、多一格，合并就错位，WPS 里整张表会散开。",
    "{%tc if signature_wide %} 让某些格不印",
    "格子都留着，只在格里写标签",
)
F314 = Rule(
    "F314",
    "标签在不会替换的地方",
    "只有正文、页眉、页脚、脚注、尾注里的标签会换成数和文字；别处（图表、文档属性等）的花括号会原样留在年报里。",
    "图表的标题写 {{ 年份 }}",
    "图表的标题直接写字",
)

RULES: tuple[Rule, ...] = (
    F101, F102,
    F201, F202, F203, F204, F205, F206, F207, F210, F211, F212, F213, F214, F215, F216, F217, F220, F221, F222, F223, F230,
    F301, F302, F303, F304, F305, F306, F307, F308, F309, F310, F311, F312, F313, F314,
)  # fmt: skip
